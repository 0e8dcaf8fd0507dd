"""Cancel a visit; by the house when it cannot send anybody, and then everything paid goes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.actions import CANCEL
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.services import BY_THE_HOUSE


@transaction.atomic
def cancel(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> OrderRow:
    """Take a visit back before anybody has arrived. While nobody is assigned, the house is the cause, whoever cancels.

    Raises Unknown, and what `orders.cancel` raises.
    """
    visit = Visit.objects.filter(order_id=order_id).first()
    if visit is None:
        raise Unknown
    if visit.practitioner_id is not None:
        return orders.cancel(order_id=order_id, by=by, now=now, reason=reason)
    access.require(by, CANCEL, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    house = Actor.system(visit.organisation_id)
    return orders.cancel(order_id=order_id, by=house, now=now, reason=BY_THE_HOUSE)
