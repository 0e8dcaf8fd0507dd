"""Bookings for the desk, the doctor and the FHIR form. One query a list, whatever its length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yiyang.face import words
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.appointment.actions import SEE_DAY
from yiyang.fulfilment.appointment.fhir import Visit
from yiyang.fulfilment.appointment.models import Booking, Watch
from yiyang.fulfilment.appointment.states import PENDING
from yiyang.ground.access import services as access

ROWS_MAX = 500


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One line of the desk's or the doctor's list; `person` is empty while the number is held and unpaid."""

    order_id: UUID
    code: str
    number: int
    starts_at: datetime
    state: str
    order_state: str
    person_id: UUID
    person: str
    session_id: UUID
    service: str
    practitioner: str
    room: str
    terms: str
    checked_in_at: datetime | None
    called_at: datetime | None
    seen_at: datetime | None
    encounter_id: UUID | None


def expected(
    viewer: Actor,
    organisation_id: UUID,
    now: datetime,
    *,
    starts_from: datetime,
    starts_to: datetime,
    practitioner_person_id: UUID | None = None,
) -> list[Expected]:
    """Who is expected in a house in [starts_from, starts_to), by hour and number, at most 500.

    `practitioner_person_id` narrows it to one professional. The viewer works there; otherwise NotAllowed.
    """
    access.require(viewer, SEE_DAY, now=now, organisation_id=organisation_id)
    rows = _standing(now).filter(organisation_id=organisation_id, starts_at__gte=starts_from, starts_at__lt=starts_to)
    if practitioner_person_id is not None:
        rows = rows.filter(practitioner__person_id=practitioner_person_id)
    found = list(rows.order_by("starts_at", "number")[:ROWS_MAX])
    names = _names([row.order_id for row in found])
    return [_expected(row, names.get(row.order_id, "")) for row in found]


def house_is_the_cause(order_id: UUID) -> bool:
    """Whether the house has withdrawn the session of an appointment the database lets the caller see."""
    return Booking.objects.filter(order_id=order_id, slot__session__state="withdrawn").exists()


def watches(viewer: Actor, service_id: UUID, person_id: UUID) -> bool:
    """Whether the viewer waits for a free number of a service for this person."""
    if viewer.person_id is None:
        return False
    waiting = Watch.objects.filter(service_id=service_id, person_id=person_id, told_at=None)
    return waiting.filter(watcher_id=viewer.person_id).exists()


def visit_of(order_id: UUID) -> Visit:
    """The FHIR view of a booking the database lets the caller see. Raises Unknown."""
    row = Booking.objects.select_related("order__service").filter(order_id=order_id).first()
    if row is None:
        raise Unknown
    return Visit(
        order_id=row.order_id,
        state=row.state,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        practitioner_id=row.practitioner_id,
        slot_id=row.slot_id,
        number=row.number,
        service=row.order.service.name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        placed_at=row.order.placed_at,
        seen_at=row.seen_at,
        left_at=row.closed_at if row.seen_at else None,
        encounter_id=row.encounter_id,
    )


def _standing(now: datetime) -> QuerySet[Booking]:
    """Everything but what was cancelled and what lapsed unpaid."""
    lapsed = Q(state=PENDING, held_until__lte=now)
    return (
        Booking.objects.exclude(state="cancelled")
        .exclude(lapsed)
        .select_related("order__service", "practitioner", "slot__session")
    )


def _names(order_ids: list[UUID]) -> dict[UUID, str]:
    """The patients' names, in a query of its own: who only holds a number has shown the house nothing of themselves."""
    seen = Booking.objects.filter(order_id__in=order_ids, person__isnull=False).select_related("person")
    return {row.order_id: words.named(row.person) for row in seen}


def _expected(row: Booking, person: str) -> Expected:
    return Expected(
        order_id=row.order_id,
        code=row.order.code,
        number=row.number,
        starts_at=row.starts_at,
        state=row.state,
        order_state=row.order.state,
        person_id=row.person_id,
        person=person,
        session_id=row.slot.session_id,
        service=words.named(row.order.service),
        practitioner=words.named(row.practitioner) if row.practitioner else "",
        room=row.slot.session.room,
        terms=row.order.terms,
        checked_in_at=row.checked_in_at,
        called_at=row.called_at,
        seen_at=row.seen_at,
        encounter_id=row.encounter_id,
    )


def slot_of(order_id: UUID) -> UUID | None:
    """The number an appointment has at present, if the caller's eyes may see it."""
    return Booking.objects.filter(order_id=order_id).values_list("slot_id", flat=True).first()
