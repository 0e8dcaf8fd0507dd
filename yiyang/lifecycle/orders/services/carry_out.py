"""The provider's verbs: accept, reject, start, put on hold, resume, complete, fail.

Each is asked of the same order twice without harm: an order that already stands where the verb leads is returned.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders.actions import CARRY_OUT
from yiyang.lifecycle.orders.errors import Lapsed, ReasonMissing
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.services.move import move
from yiyang.lifecycle.orders.states import ACCEPTED, COMPLETED, FAILED, IN_PROGRESS, ON_HOLD, REJECTED


@transaction.atomic
def accept(*, order_id: UUID, by: Actor, now: datetime) -> OrderRow:
    """Agree to do it, which a payment in full does by itself; what was held is kept. Raises Lapsed, NotNow."""
    order = _allowed(order_id, by, now)
    if order.accepted_at is not None and order.open:
        return order
    if order.lapsed(now):
        raise Lapsed
    return move(order, ACCEPTED, by=by, now=now)


@transaction.atomic
def reject(*, order_id: UUID, by: Actor, now: datetime, reason: str) -> OrderRow:
    """Decline an order that waits; what was held is given back. Raises ReasonMissing, NotNow."""
    return _step(order_id, REJECTED, by, now, said(reason))


@transaction.atomic
def start(*, order_id: UUID, by: Actor, now: datetime) -> OrderRow:
    """The work begins. Raises NotNow."""
    return _step(order_id, IN_PROGRESS, by, now)


@transaction.atomic
def put_on_hold(*, order_id: UUID, by: Actor, now: datetime, reason: str) -> OrderRow:
    """The work rests for a while. Raises ReasonMissing, NotNow."""
    return _step(order_id, ON_HOLD, by, now, said(reason))


@transaction.atomic
def resume(*, order_id: UUID, by: Actor, now: datetime) -> OrderRow:
    """The work goes on after a rest. Raises NotNow."""
    return _step(order_id, IN_PROGRESS, by, now)


@transaction.atomic
def complete(*, order_id: UUID, by: Actor, now: datetime) -> OrderRow:
    """The work is done. Raises NotNow."""
    return _step(order_id, COMPLETED, by, now)


@transaction.atomic
def fail(*, order_id: UUID, by: Actor, now: datetime, reason: str) -> OrderRow:
    """It could not be done, or broke off: `no-show`, or a sentence. Raises ReasonMissing, NotNow."""
    return _step(order_id, FAILED, by, now, said(reason))


def said(reason: str) -> str:
    """A reason with something in it, at most 200 signs. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return reason.strip()[:200]


def _allowed(order_id: UUID, by: Actor, now: datetime) -> OrderRow:
    order = load(order_id)
    access.require(by, CARRY_OUT, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    return order


def _step(order_id: UUID, to: str, by: Actor, now: datetime, reason: str = "") -> OrderRow:
    order = _allowed(order_id, by, now)
    if order.state == to:
        return order
    return move(order, to, by=by, now=now, reason=reason)
