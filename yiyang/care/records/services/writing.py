"""What every writing verb does alike: whose visit, which instants, who says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from yiyang.care.records.errors import InTheFuture, NotThatVisit
from yiyang.care.records.models import Encounter, Record
from yiyang.care.records.vitals import CLOCK_TOLERANCE
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.foundation.identifiers import new_id
from yiyang.ground.people import selectors as people

R = TypeVar("R", bound=Record)


def add(
    model: type[R],
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    encounter_id: UUID | None,
    effective_at: datetime | None,
    received_at: datetime | None = None,
    content: Mapping[str, Any],
) -> R:
    """Write version 1 of a new record of the acting house; it is preliminary until somebody signs it."""
    if by.organisation_id is None:
        raise Invalid(field="organisation", reason="act for a house to write records")
    visit = _visit(by, person_id, encounter_id)
    record_id = new_id()
    return model._default_manager.create(
        id=record_id,
        record_id=record_id,
        organisation_id=by.organisation_id,
        person_id=person_id,
        encounter_id=encounter_id,
        order_id=content.get("order_id") or (visit.order_id if visit else None),
        author_id=by.person_id,
        author_name=name_of(by.person_id),
        effective_at=not_in_the_future(effective_at or now, now),
        received_at=received_at or now,
        recorded_at=now,
        **{name: value for name, value in content.items() if name != "order_id"},
    )


def not_in_the_future(at: datetime, now: datetime, field: str = "measured_at") -> datetime:
    """The same instant, unless it lies ahead of `now` by more than the clocks may differ."""
    if at > now + CLOCK_TOLERANCE:
        raise InTheFuture(field=field)
    return at


def name_of(person_id: UUID | None) -> str:
    """What a professional is called in public, kept with the record as it was on the day; empty for the platform."""
    return people.professional_name(person_id) if person_id else ""


def _visit(by: Actor, person_id: UUID, encounter_id: UUID | None) -> Encounter | None:
    if encounter_id is None:
        return None
    visit = Encounter.objects.filter(record_id=encounter_id, superseded_at=None).first()
    if visit is None or visit.person_id != person_id or visit.organisation_id != by.organisation_id:
        raise NotThatVisit(field="encounter")
    return visit
