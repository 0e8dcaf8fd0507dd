"""Who is told what about an appointment: the person and the relative who booked it, but not whoever did it just now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yiyang.foundation.errors import gettext_noop
from yiyang.fulfilment.appointment.events import PatientCalled
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import CODE
from yiyang.ground.messages import kinds
from yiyang.ground.messages import services as messages
from yiyang.lifecycle.capacity.events import SessionCancelled
from yiyang.lifecycle.orders.events import OrderAccepted, OrderAmended, OrderCancelled, OrderEvent

_BODY = gettext_noop("%(service)s, %(starts_at)s, %(house)s, number %(number)s")


def _kind(what: str, title: str) -> kinds.Kind:
    return kinds.declare(f"appointment.{what}", title=title, body=_BODY, link="/appointment/%(order)s")


BOOKED = _kind("booked", gettext_noop("Your number is sure"))
MOVED = _kind("moved", gettext_noop("Your appointment was moved"))
WITHDRAWN = _kind("withdrawn", gettext_noop("This session does not take place: please choose another number"))
CANCELLED = _kind("cancelled", gettext_noop("Your appointment was cancelled"))
LAPSED = _kind("lapsed", gettext_noop("Not paid in time: the number was given back"))
CALLED = _kind("called", gettext_noop("It is your turn: please go in"))
REMINDED = _kind("reminded", gettext_noop("Your appointment is coming"))


def accepted(event: OrderAccepted) -> None:
    _tell(BOOKED, event)


def amended(event: OrderAmended) -> None:
    _tell(MOVED, event)


def cancelled(event: OrderCancelled) -> None:
    _tell(LAPSED if event.reason == "unpaid" else CANCELLED, event)


def called(event: PatientCalled) -> None:
    booking = _booking(event.order_id)
    if booking is not None:
        say(CALLED, booking, [event.person_id], event.at)


def withdrawn(event: SessionCancelled) -> None:
    """Nobody is dropped: whoever had a number keeps it until they move or cancel, and is told at once."""
    standing = Booking.objects.filter(order_id__in=event.order_ids).select_related("order__service", "organisation")
    for booking in standing:
        order = booking.order
        say(WITHDRAWN, booking, concerned(order.person_id, order.placed_by_id, order.channel), event.at)


def say(kind: kinds.Kind, booking: Booking, to: list[UUID], now: datetime) -> None:
    """Tell these people, once for each number the appointment has had."""
    service, house = booking.order.service, booking.organisation
    messages.notify(
        to=to,
        kind=kind.code,
        facts={
            "order": str(booking.order_id),
            "service": service.name,
            "service_en": service.name_en or service.name,
            "house": house.name,
            "house_en": house.name_en or house.name,
            "starts_at": booking.starts_at.isoformat(),
            "number": str(booking.number),
        },
        now=now,
        about_id=booking.claim_id,
        person_id=booking.person_id,
    )


def concerned(person_id: UUID, placed_by_id: UUID | None, channel: str) -> list[UUID]:
    """The person, and the relative who booked it."""
    relative = [placed_by_id] if channel == "relative" and placed_by_id is not None else []
    return [person_id, *relative]


def _tell(kind: kinds.Kind, event: OrderEvent) -> None:
    if event.mode != CODE:
        return
    to = [each for each in concerned(event.person_id, event.placed_by_id, event.channel) if each != event.by.person_id]
    booking = _booking(event.order_id) if to else None
    if booking is not None:
        say(kind, booking, to, event.at)


def _booking(order_id: UUID) -> Booking | None:
    return Booking.objects.select_related("order__service", "organisation").filter(order_id=order_id).first()
