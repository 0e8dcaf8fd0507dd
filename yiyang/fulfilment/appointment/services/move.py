"""Move a booking to another number: the new place is sure before the old one goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Unknown
from yiyang.fulfilment.appointment.errors import NotMovable
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import BOOKED, PENDING
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.orders import selectors as orders_seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

_MOVE = """
    UPDATE appointment_booking
       SET slot_id = %(slot)s, claim_id = %(claim)s, number = %(number)s,
           starts_at = %(starts_at)s, ends_at = %(ends_at)s
     WHERE order_id = %(order)s AND slot_id = %(old)s AND state IN ('pending', 'booked')
"""


@transaction.atomic
def move(*, by: Actor, now: datetime, order_id: UUID, slot_id: UUID, request_key: str) -> OrderRow:
    """Take another number of the same service for a standing booking; an amendment keeps what it was before.

    Asking for the number it already has changes nothing. Raises Unknown, NotMovable, and what capacity
    refuses; the old number is kept whenever this refuses.
    """
    order = orders_seen.order_of(by, order_id, now)
    booking = Booking.objects.filter(order_id=order_id).first()
    if booking is None:
        raise Unknown
    if booking.slot_id == slot_id:
        return order
    if booking.state not in (PENDING, BOOKED) or order.lapsed(now):
        raise NotMovable
    claim = capacity.move(order_id, slot_id, now, pool=by.organisation_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "order": order.id,
                "old": booking.slot_id,
                "slot": claim.slot_id,
                "claim": claim.id,
                "number": claim.number,
                "starts_at": claim.starts_at,
                "ends_at": claim.ends_at,
            },
        )
        if cursor.rowcount != 1:
            raise Overtaken
    change = orders.Change(
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        detail={"slot": str(claim.slot_id), "number": claim.number},
        detail_before={"slot": str(booking.slot_id), "number": booking.number},
    )
    return orders.amend(order_id=order_id, by=by, now=now, change=change, reason="moved", request_key=request_key)
