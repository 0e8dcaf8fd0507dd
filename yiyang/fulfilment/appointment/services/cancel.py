"""Cancel an appointment; when the house has withdrawn the session, the house is the cause, whoever cancels."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.selectors import house_is_the_cause
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.actions import CANCEL
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.services import BY_THE_HOUSE


@transaction.atomic
def cancel(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> OrderRow:
    """Take an appointment back. If its session does not take place, everything paid goes back, however late it is.

    Raises Unknown, and what `orders.cancel` raises.
    """
    booking = Booking.objects.filter(order_id=order_id).first()
    if booking is None:
        raise Unknown
    if not house_is_the_cause(order_id):
        return orders.cancel(order_id=order_id, by=by, now=now, reason=reason)
    access.require(by, CANCEL, now=now, person_id=booking.person_id, organisation_id=booking.organisation_id)
    house = Actor.system(booking.organisation_id)
    return orders.cancel(order_id=order_id, by=house, now=now, reason=BY_THE_HOUSE)
