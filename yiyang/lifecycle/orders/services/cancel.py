"""Take an order back before the work begins, and sweep those whose time to pay has run out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.orders.actions import CANCEL
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.services.carry_out import said
from yiyang.lifecycle.orders.services.move import move
from yiyang.lifecycle.orders.services.package import BY_THE_HOUSE, UNPAID
from yiyang.lifecycle.orders.states import CANCELLED

BATCH = 500

_LAPSED = """
    SELECT id, organisation_id FROM orders_order
     WHERE state = 'requested' AND pay_until <= %s ORDER BY pay_until LIMIT %s
"""


@transaction.atomic
def cancel(*, order_id: UUID, by: Actor, now: datetime, reason: str) -> OrderRow:
    """Take an order back; what it claimed is free at once. Cancelling twice changes nothing.

    What is paid back follows the published rule and is settlement's to say; all of it when the house itself gives
    the reason `provider`. Raises ReasonMissing, NotNow.
    """
    order = load(order_id)
    access.require(by, CANCEL, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    if order.state == CANCELLED:
        return order
    if reason in (UNPAID, BY_THE_HOUSE) and by.kind != "system" and by.organisation_id != order.organisation_id:
        raise Invalid(field="reason", reason=reason)
    return move(order, CANCELLED, by=by, now=now, reason=said(reason))


def expire_due(now: datetime) -> int:
    """Cancel, as `unpaid`, up to 500 orders whose time to pay has run out; returns how many.

    The worker calls this outside a transaction: each order is one transaction, so it may be stopped anywhere and
    begun again. Nothing depends on its having run: every reader compares `pay_until` with its own now.
    """
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_LAPSED, [now, BATCH])
        due = cursor.fetchall()
    return sum(_expire(order_id, organisation_id, now) for order_id, organisation_id in due)


def _expire(order_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    system = Actor.system(organisation_id)
    with acting_as(system, now), transaction.atomic():
        order = load(order_id)
        if not order.lapsed(now):
            return False
        try:
            with transaction.atomic():
                move(order, CANCELLED, by=system, now=now, reason=UNPAID)
        except Overtaken:
            return False
    return True
