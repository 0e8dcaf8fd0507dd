"""Take a cancelled number back: the same number for the same person, while nobody else has it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.appointment.errors import NotRetaken
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import CANCELLED
from yiyang.lifecycle.orders import selectors as orders_seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

WITHIN = timedelta(minutes=15)


@transaction.atomic
def retake(*, by: Actor, now: datetime, order_id: UUID) -> OrderRow:
    """Order again what was cancelled in the last minutes; money that went back is to be paid anew.

    A new order, since a cancelled one has ended; asking twice answers with the same one. Raises Unknown, NotRetaken
    when it was not cancelled or too long ago, and what `orders.place` refuses when the number has gone.
    """
    order = orders_seen.order_of(by, order_id, now)
    booking = Booking.objects.filter(order_id=order_id).first()
    if booking is None:
        raise Unknown
    if booking.state != CANCELLED or order.closed_at is None or order.closed_at + WITHIN < now:
        raise NotRetaken
    return orders.place(
        by=by,
        now=now,
        service_id=order.service_id,
        person_id=order.person_id,
        detail={"slot_id": str(booking.slot_id)},
        request_key=f"retake-{order_id}",
        channel="desk" if by.organisation_id else "web",
    )
