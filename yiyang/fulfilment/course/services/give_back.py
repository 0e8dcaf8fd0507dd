"""Give an unused package back, or leave an unpaid one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.course.models import CODE
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load


@transaction.atomic
def give_back(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> OrderRow:
    """Take a package back; what was paid goes back by settlement's hand, whole. Repeating it changes nothing.

    Raises Unknown, Begun when something of it is used or booked, ReturnOver after its days, and what
    `orders.cancel` raises.
    """
    if load(order_id).mode != CODE:
        raise Unknown
    return orders.cancel(order_id=order_id, by=by, now=now, reason=reason)
