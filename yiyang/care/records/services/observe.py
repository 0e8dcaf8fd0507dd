"""Write down what was measured or seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yiyang.care.records.actions import OBSERVE
from yiyang.care.records.errors import NotPossible, WordsMissing, WrongUnit
from yiyang.care.records.events import Observed
from yiyang.care.records.models import Component, Observation
from yiyang.care.records.services.writing import add
from yiyang.care.records.vitals import LOINC, VITALS
from yiyang.foundation.actors import Actor
from yiyang.foundation.events import publish
from yiyang.foundation.quantities import Quantity
from yiyang.ground.access import services as access


@dataclass(frozen=True)
class Part:
    """One component of a reading: a LOINC code and its value."""

    code: str
    value: Quantity
    display: str = ""


@transaction.atomic
def observe(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    code: str,
    value: Quantity | str | None = None,
    parts: Sequence[Part] = (),
    code_system: str = LOINC,
    display: str = "",
    category: str = "vital-signs",
    measured_at: datetime | None = None,
    received_at: datetime | None = None,
    encounter_id: UUID | None = None,
    order_id: UUID | None = None,
) -> Observation:
    """A reading (`value` in UCUM, or words) or one of several `parts`, such as a blood pressure.

    Known codes (vitals.VITALS) must come in their unit and within what is possible. Raises Unknown, InTheFuture,
    NotPossible, WrongUnit, WordsMissing, NotThatVisit. Publishes Observed.
    """
    access.require(by, OBSERVE, now=now, person_id=person_id)
    if value is None and not parts:
        raise WordsMissing(field="value")
    observation = add(
        Observation,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=encounter_id,
        effective_at=measured_at,
        received_at=received_at,
        content={
            "order_id": order_id,
            "status": "preliminary",
            "category": category,
            "code_system": code_system,
            "code": code,
            "display": display or (VITALS[code].name if code in VITALS else ""),
            **_columns(code, value),
        },
    )
    Component.objects.bulk_create(
        Component(
            observation=observation,
            organisation_id=observation.organisation_id,
            person_id=person_id,
            place_in_order=place,
            code_system=LOINC,
            code=part.code,
            display=part.display or (VITALS[part.code].name if part.code in VITALS else ""),
            effective_at=observation.effective_at,
            **_columns(part.code, part.value),
        )
        for place, part in enumerate(parts)
    )
    publish(Observed(observation.record_id, person_id, observation.organisation_id, code, observation.effective_at))
    return observation


def _columns(code: str, value: Quantity | str | None) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, str):
        if not value.strip():
            raise WordsMissing(field="value")
        return {"value_type": "valueString", "value_text": value.strip()}
    possible(code, value)
    return {
        "value_type": "valueQuantity",
        "value": value.value,
        "value_unit": value.unit,
        "value_unit_display": value.unit,
    }


def possible(code: str, value: Quantity) -> None:
    """Refuse a known reading in another unit, or outside what a body can be."""
    vital = VITALS.get(code)
    if vital is None:
        return
    if value.unit != vital.unit:
        raise WrongUnit(field="value", unit=value.unit, expected=vital.unit)
    if not vital.low <= value.value <= vital.high:
        raise NotPossible(field="value", value=value.value, unit=vital.unit, low=vital.low, high=vital.high)
