"""What a clinician writes down: notes, diagnoses, allergies, prescriptions, things done.

One page instead of five because the five differ only in their columns; the shape is the same.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.care.records.actions import DIAGNOSE, PRESCRIBE, WRITE
from yiyang.care.records.errors import KnownAllergy, WordsMissing
from yiyang.care.records.models import AllergyIntolerance, Condition, MedicationRequest, Note, Procedure
from yiyang.care.records.services.writing import add
from yiyang.care.records.states import VERIFICATIONS
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.ground.access import services as access

ICD10 = "http://hl7.org/fhir/sid/icd-10"


@transaction.atomic
def note(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    text: str,
    title: str = "",
    encounter_id: UUID | None = None,
    order_id: UUID | None = None,
    written_at: datetime | None = None,
) -> Note:
    """A progress note in the author's words. Raises Unknown, WordsMissing, InTheFuture, NotThatVisit."""
    access.require(by, WRITE, now=now, person_id=person_id)
    content = {
        "order_id": order_id,
        "status": "preliminary",
        "code_system": "http://loinc.org",
        "code": "11506-3",
        "display": "Progress note",
        "title": title.strip(),
        "text": _words(text, "text"),
    }
    return add(
        Note,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=encounter_id,
        effective_at=written_at,
        content=content,
    )


@transaction.atomic
def diagnose(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    code: str,
    display: str,
    code_system: str = ICD10,
    verification: str = "confirmed",
    severity: str = "",
    onset_at: datetime | None = None,
    encounter_id: UUID | None = None,
) -> Condition:
    """A diagnosis with its code, active from `onset_at` (default now). Only a doctor. Raises Unknown, Invalid."""
    access.require(by, DIAGNOSE, now=now, person_id=person_id)
    content = {
        "status": "active",
        "verification": _verified(verification),
        "category": "encounter-diagnosis" if encounter_id else "problem-list-item",
        "severity": severity,
        "code_system": code_system,
        "code": code,
        "display": _words(display, "display"),
    }
    return add(
        Condition,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=encounter_id,
        effective_at=onset_at,
        content=content,
    )


@transaction.atomic
def warn_of(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    display: str,
    code: str = "",
    code_system: str = "",
    category: str = "medication",
    criticality: str = "unable-to-assess",
    verification: str = "confirmed",
    encounter_id: UUID | None = None,
    since: datetime | None = None,
) -> AllergyIntolerance:
    """An allergy or intolerance, shown to everyone who treats the person. Raises Unknown, Invalid, WordsMissing."""
    access.require(by, WRITE, now=now, person_id=person_id)
    if criticality not in ("low", "high", "unable-to-assess"):
        raise Invalid(field="criticality", reason="low, high, unable-to-assess")
    if category not in ("food", "medication", "environment", "biologic"):
        raise Invalid(field="category", reason="food, medication, environment, biologic")
    content = {
        "status": "active",
        "verification": _verified(verification),
        "category": category,
        "criticality": criticality,
        "code_system": code_system,
        "code": code,
        "display": _words(display, "display"),
    }
    return add(
        AllergyIntolerance,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=encounter_id,
        effective_at=since,
        content=content,
    )


@transaction.atomic
def prescribe(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    code: str,
    display: str,
    dosage: str,
    code_system: str,
    encounter_id: UUID | None = None,
    despite_allergy: str = "",
) -> MedicationRequest:
    """A prescription. Only a doctor.

    A recorded active allergy to the same code refuses it (KnownAllergy) unless `despite_allergy` says why in writing;
    the reason is kept with the prescription. Raises Unknown, WordsMissing.
    """
    access.require(by, PRESCRIBE, now=now, person_id=person_id)
    known = (
        AllergyIntolerance.objects.filter(person_id=person_id, code_system=code_system, code=code, superseded_at=None)
        .exclude(status__in=("inactive", "resolved"))
        .exclude(verification__in=("refuted", "entered-in-error"))
    )
    if not despite_allergy.strip() and known.exists():
        raise KnownAllergy(field="medicine")
    content = {
        "status": "active",
        "intent": "order",
        "dosage": _words(dosage, "dosage"),
        "code_system": code_system,
        "code": code,
        "display": _words(display, "display"),
        "residue": {"note": [{"text": despite_allergy.strip()}]} if despite_allergy.strip() else {},
    }
    return add(
        MedicationRequest,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=encounter_id,
        effective_at=None,
        content=content,
    )


@transaction.atomic
def treat(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    code: str,
    display: str,
    code_system: str,
    encounter_id: UUID | None = None,
    performed_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Procedure:
    """Something done: a dressing changed, an operation. Raises Unknown, WordsMissing, InTheFuture, NotThatVisit."""
    access.require(by, WRITE, now=now, person_id=person_id)
    if ended_at is not None and ended_at < (performed_at or now):
        raise Invalid(field="ended_at", reason="the end lies before the start")
    content = {
        "status": "completed",
        "effective_end_at": ended_at,
        "code_system": code_system,
        "code": code,
        "display": _words(display, "display"),
    }
    return add(
        Procedure,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=encounter_id,
        effective_at=performed_at,
        content=content,
    )


def _words(text: str, field: str) -> str:
    if not text.strip():
        raise WordsMissing(field=field)
    return text.strip()


def _verified(verification: str) -> str:
    if verification not in VERIFICATIONS or not verification:
        raise Invalid(field="verification", reason=", ".join(VERIFICATIONS[1:]))
    return verification
