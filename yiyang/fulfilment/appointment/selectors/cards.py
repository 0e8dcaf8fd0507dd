"""What an appointment says of itself to orders: its card, its proof, its charge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from yiyang.face import words
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import CODE, FULFILLED
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, OrderRow

_CHECKED_IN = gettext_lazy("checked in at the desk")
_SEEN = gettext_lazy("seen by the professional")
_FINISHED = gettext_lazy("the visit was finished")


def cards_of(orders: Sequence[OrderRow], now: datetime) -> dict[UUID, Card]:
    """Cards in the reader's language, in one query; an emergency order without a booking has one too."""
    bookings = {
        row.order_id: row
        for row in Booking.objects.filter(order_id__in=[order.id for order in orders]).select_related(
            "organisation", "practitioner", "order__service", "slot__session"
        )
    }
    return {order.id: _card(order, bookings.get(order.id), now) for order in orders}


def _card(order: OrderRow, booking: Booking | None, now: datetime) -> Card:
    facts: tuple[tuple[str, str], ...] = ()
    if booking is not None:
        facts = ((gettext("Number"), str(booking.number)),)
        if booking.slot.session.room:
            facts += ((gettext("Room"), booking.slot.session.room),)
    return Card(
        order_id=order.id,
        code=order.code,
        state="lapsed" if order.lapsed(now) else order.state,
        title=words.named(booking.order.service) if booking else gettext("Appointment"),
        starts_at=order.starts_at,
        ends_at=order.ends_at,
        where=words.named(booking.organisation) if booking else "",
        who=words.named(booking.practitioner) if booking and booking.practitioner else "",
        next_step=_next_step(order, booking, now),
        href=reverse("appointment:show", args=[order.id]),
        facts=facts,
    )


def _next_step(order: OrderRow, booking: Booking | None, now: datetime) -> str:
    if order.lapsed(now):
        return gettext("The time to pay has run out. Please choose again.")
    if booking is None:
        return ""
    if booking.closed_at is None and booking.slot.session.state == "withdrawn":
        return gettext("This session does not take place. Please move to another number, or cancel and pay nothing.")
    if booking.state == "pending" and order.pay_until is not None:
        return gettext("Pay before %(hour)s, or the number is given back.") % {"hour": words.hour(order.pay_until)}
    return _visit_words(booking)


def _visit_words(booking: Booking) -> str:
    match booking.state:
        case "booked":
            hour = words.hour(booking.starts_at)
            return gettext("Come to the desk before %(hour)s and say your name.") % {"hour": hour}
        case "arrived" if booking.seen_at:
            return gettext("You are being seen.")
        case "arrived" if booking.called_at:
            return gettext("You have been called. Please go in.")
        case "arrived":
            return gettext("You are checked in. Please wait to be called.")
        case "fulfilled":
            return gettext("The visit is over. You can say how it was.")
        case "noshow":
            return gettext("The visit did not take place.")
    return gettext("This appointment was cancelled.")


def evidence_of(order: OrderRow) -> Evidence:
    """A visit is proven by having come, having been seen, and having ended."""
    row = Booking.objects.filter(order_id=order.id).first()
    marks = {
        _CHECKED_IN: row is not None and row.checked_in_at is not None,
        _SEEN: row is not None and row.seen_at is not None,
        _FINISHED: row is not None and row.state == FULFILLED,
    }
    return Evidence(
        proven=tuple(str(mark) for mark, there in marks.items() if there),
        missing=tuple(str(mark) for mark, there in marks.items() if not there),
    )


# Asked for every order that is placed; the ORM would cost more than the rest of the charge.
_CHARGED = """
    SELECT s.name, s.name_en, b.starts_at FROM appointment_booking b JOIN offers_service s ON s.id = %s
     WHERE b.order_id = %s AND b.state <> 'cancelled'
"""


def charges_of(order: OrderRow) -> list[Charge]:
    """The fee for the number, as quoted; a cancelled or free one has nothing to bill."""
    if order.price.minor == 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CHARGED, [order.service_id, order.id])
        found = cursor.fetchone()
    if found is None:
        return []
    name, name_en, at = found
    return [Charge(CODE, name, name_en or name, order.price, order.id, at)]
