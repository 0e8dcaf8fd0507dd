"""What every record is: one version of one thing, said by somebody, somewhere, at three instants.

A row's content stands from the moment it is signed. A correction is the next version, and the only change the database
lets a signed row undergo is to be marked as superseded by it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation

PRECISIONS = ("second", "day", "month", "year", "unknown")


class ExactDecimal(models.DecimalField):
    """A `numeric` without fixed scale, because FHIR tells 1.1 from 1.10 and so do we."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_digits=60, decimal_places=30)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value


class Version(models.Model):
    """One version of one thing. `record_id` is the same for all of them; version 1 carries it as its own id."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    superseded_at = models.DateTimeField(null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()  # when it reached this platform

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="rec_%(class)s_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="rec_%(class)s_counts"),
        ]


def newest_first(name: str) -> OrderBy:
    return OrderBy(F(name), descending=True)


class Record(Version):
    """One clinical fact about one person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    encounter_id = models.UUIDField(null=True)  # record_id of the encounter it belongs to
    order_id = models.UUIDField(null=True)  # the order it fulfils
    author_id = models.UUIDField(null=True)  # the person who says so
    author_name = models.TextField(blank=True)  # as it was on the day
    place_id = models.UUIDField(null=True)  # the organisation where it happened, when not the author's house
    place_name = models.TextField(blank=True)
    status = models.TextField(blank=True)
    code_system = models.TextField(blank=True)
    code = models.TextField(blank=True)
    display = models.TextField(blank=True)
    effective_at = models.DateTimeField()  # when it was measured or was so
    effective_end_at = models.DateTimeField(null=True)
    effective_precision = models.TextField(default="second")
    recorded_at = models.DateTimeField()  # when somebody wrote it down
    signed_at = models.DateTimeField(null=True)
    signed_by_id = models.UUIDField(null=True)
    corrected_by_id = models.UUIDField(null=True)
    corrected_by_name = models.TextField(blank=True)
    correction_reason = models.TextField(blank=True)
    residue = models.JSONField(default=dict)  # elements the columns cannot give back exactly

    class Meta(Version.Meta):
        abstract = True
        indexes = [
            models.Index("person_id", "code", newest_first("effective_at"), "id", name="rec_%(class)s_code"),
            models.Index("person_id", newest_first("effective_at"), newest_first("id"), name="rec_%(class)s_time"),
            models.Index("organisation_id", newest_first("recorded_at"), name="rec_%(class)s_house"),
            models.Index("person_id", "encounter_id", name="rec_%(class)s_visit"),
        ]
        constraints = [
            *Version.Meta.constraints,
            models.CheckConstraint(condition=Q(effective_precision__in=PRECISIONS), name="rec_%(class)s_precise"),
            models.CheckConstraint(
                condition=Q(effective_end_at__isnull=True) | Q(effective_end_at__gte=F("effective_at")),
                name="rec_%(class)s_period",
            ),
            models.CheckConstraint(
                condition=Q(corrected_by_id__isnull=True) | ~Q(correction_reason=""), name="rec_%(class)s_reason"
            ),
        ]


class Value(models.Model):
    """A measured or stated value with its unit; mixed into observations and their components."""

    value_type = models.TextField(blank=True)  # FHIR element: valueQuantity, valueCodeableConcept, valueString…
    value = ExactDecimal(null=True)
    value_unit = models.TextField(blank=True)  # UCUM code
    value_unit_display = models.TextField(blank=True)
    value_comparator = models.TextField(blank=True)
    value_system = models.TextField(blank=True)
    value_code = models.TextField(blank=True)
    value_text = models.TextField(blank=True)

    class Meta:
        abstract = True
