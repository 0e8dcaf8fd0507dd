"""One table per kind of record; FHIR R4 words and codes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.care.records.models.version import Record, Value, newest_first
from yiyang.care.records.states import STATUSES, VERIFICATIONS
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal


def _status(kind: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(status__in=STATUSES[kind]), name="rec_%(class)s_status")


class Encounter(Record):
    """A meeting of a person with care: `effective_at` … `effective_end_at` is its period."""

    class_code = models.TextField(default="AMB")

    class Meta(Record.Meta):
        constraints = [*Record.Meta.constraints, _status("Encounter")]


class Observation(Record, Value):
    """Something measured or stated about a person."""

    category = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [*Record.Meta.constraints, _status("Observation")]


class Component(Value):
    """One part of an observation, such as the systolic pressure; it lives and ends with its observation's version."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    observation = models.ForeignKey(Observation, models.CASCADE, related_name="components")
    organisation_id = models.UUIDField()
    person_id = models.UUIDField()
    place_in_order = models.PositiveSmallIntegerField()
    code_system = models.TextField(blank=True)
    code = models.TextField(blank=True)
    display = models.TextField(blank=True)
    effective_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("person_id", "code", newest_first("effective_at"), "id", name="records_component_code"),
        ]


class Condition(Record):
    """A problem or diagnosis; `status` is its clinical status, the period onset to abatement."""

    verification = models.TextField(blank=True)
    category = models.TextField(blank=True)
    severity = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            _status("Condition"),
            models.CheckConstraint(condition=Q(verification__in=VERIFICATIONS), name="rec_%(class)s_verified"),
        ]


class AllergyIntolerance(Record):
    """What a person must not be given."""

    verification = models.TextField(blank=True)
    category = models.TextField(blank=True)
    criticality = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            _status("AllergyIntolerance"),
            models.CheckConstraint(condition=Q(verification__in=VERIFICATIONS), name="rec_%(class)s_verified"),
        ]


class MedicationRequest(Record):
    """A prescription; `code` is the medicine."""

    intent = models.TextField(default="order")
    dosage = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [*Record.Meta.constraints, _status("MedicationRequest")]


class Procedure(Record):
    """Something done to or for a person."""

    class Meta(Record.Meta):
        constraints = [*Record.Meta.constraints, _status("Procedure")]


class DiagnosticReport(Record):
    """What a laboratory or an examiner concluded; its results are observations."""

    category = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [*Record.Meta.constraints, _status("DiagnosticReport")]


class Immunization(Record):
    """A vaccine given, or not given and why."""

    class Meta(Record.Meta):
        constraints = [*Record.Meta.constraints, _status("Immunization")]


class Note(Record):
    """Words: a progress note written here (FHIR Composition) or a document that came in (DocumentReference)."""

    form = models.TextField(default="Composition")
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            _status("Note"),
            models.CheckConstraint(
                condition=Q(form__in=("Composition", "DocumentReference")), name="rec_%(class)s_form"
            ),
        ]
