"""One step of an order: compare and swap, one history row, one trust entry, one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.moves import allowed
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import CARE, RECORDS, SEE, VITALS
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.orders import events
from yiyang.lifecycle.orders.errors import NotNow
from yiyang.lifecycle.orders.protocol import OrderRow, mode_of
from yiyang.lifecycle.orders.services import package
from yiyang.lifecycle.orders.states import (
    ACCEPTED,
    CANCELLED,
    CLOSED,
    COMPLETED,
    FAILED,
    IN_PROGRESS,
    NEXT,
    ON_HOLD,
    REJECTED,
)
from yiyang.lifecycle.orders.words import STATES

_PUBLISHED: dict[str, type[events.OrderEvent]] = {
    ACCEPTED: events.OrderAccepted,
    IN_PROGRESS: events.OrderStarted,
    ON_HOLD: events.OrderPaused,
    COMPLETED: events.OrderCompleted,
    CANCELLED: events.OrderCancelled,
    FAILED: events.OrderFailed,
    REJECTED: events.OrderRejected,
}
# What the provider of an open order may see and do; the paper's "treating house" and no more.
OPEN_ORDER_SCOPES = (SEE, VITALS, RECORDS, CARE)

# Work that was done may still be written up and signed for a day; work that was not needs no file.
WRITE_UP = timedelta(hours=24)

_MOVE = """
    WITH moved AS (
        UPDATE orders_order SET state = %(to)s,
               accepted_at = CASE WHEN %(to)s = 'accepted' THEN %(now)s ELSE accepted_at END,
               closed_at = CASE WHEN %(closed)s THEN %(now)s ELSE closed_at END
         WHERE id = %(id)s AND state = %(from)s
        RETURNING id, organisation_id, person_id)
    INSERT INTO orders_ordermove (id, order_id, organisation_id, person_id, from_state, to_state,
                                  by_kind, by_id, by_organisation_id, at, reason, entry_id)
    SELECT %(move)s, id, organisation_id, person_id, %(from)s, %(to)s,
           %(by_kind)s, %(by_id)s, %(by_house)s, %(now)s, %(reason)s, %(entry)s FROM moved
"""


def move(order: OrderRow, to: str, *, by: Actor, now: datetime, reason: str = "") -> OrderRow:
    """Carry `order` from the state it was read in to `to`, inside the caller's transaction.

    Raises NotNow when the state table forbids it and Overtaken when somebody else moved it first.
    """
    if not allowed(NEXT, order.state, to):
        raise NotNow(state=STATES[order.state])
    entry_id = trust.record(
        f"order.{to}",
        by=by,
        now=now,
        payload={"order": str(order.id), "from": order.state, "to": to, "reason": reason},
        organisation_id=order.organisation_id,
        subject_id=order.person_id,
    )
    swap(order, to, by=by, now=now, reason=reason, entry_id=entry_id)
    moved = replace(
        order,
        state=to,
        accepted_at=now if to == ACCEPTED else order.accepted_at,
        closed_at=now if to in CLOSED else order.closed_at,
    )
    _follow(moved, reason, now)
    told = events.OrderResumed if order.state == ON_HOLD and to == IN_PROGRESS else _PUBLISHED[to]
    publish(told(**event_facts(moved, by=by, now=now, reason=reason)))
    return moved


def swap(order: OrderRow, to: str, *, by: Actor, now: datetime, reason: str, entry_id: UUID) -> None:
    """The compare-and-swap itself, with its history row. Raises Overtaken."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "id": order.id,
                "from": order.state,
                "to": to,
                "closed": to in CLOSED,
                "move": new_id(),
                "by_kind": by.kind,
                "by_id": by.person_id,
                "by_house": by.organisation_id,
                "now": now,
                "reason": reason,
                "entry": entry_id,
            },
        )
        if cursor.rowcount != 1:
            raise Overtaken


def _follow(order: OrderRow, reason: str, now: datetime) -> None:
    """What a new state brings with it: the provider's relation to the person, capacity, a use of a package."""
    if order.state == ACCEPTED:
        capacity.keep(order.id, now)
        open_relation(order, now)
    elif order.state in CLOSED:
        mode_of(order.mode).close(order, to=order.state, now=now)
        package.settle(order, reason, now)
        if order.accepted_at is None:
            return
        if order.state == COMPLETED:
            open_relation(order, now, ends_at=now + WRITE_UP)
            return
        access.unrelate(
            now=now,
            source_id=order.id,
            viewer_id=order.organisation_id,
            person_id=order.person_id,
            kind="open-order",
        )


def open_relation(order: OrderRow, now: datetime, *, ends_at: datetime | None = None) -> None:
    """The house that agreed to do the work may see the person until the order closes, or until `ends_at`."""
    access.relate(
        viewer_id=order.organisation_id,
        person_id=order.person_id,
        kind="open-order",
        scopes=OPEN_ORDER_SCOPES,
        now=now,
        ends_at=ends_at,
        source_id=order.id,
    )


def event_facts(order: OrderRow, *, by: Actor, now: datetime, reason: str = "") -> dict[str, Any]:
    """The fields every event of an order carries."""
    return {
        "order_id": order.id,
        "organisation_id": order.organisation_id,
        "person_id": order.person_id,
        "service_id": order.service_id,
        "mode": order.mode,
        "terms": order.terms,
        "channel": order.channel,
        "placed_by_id": order.placed_by_id,
        "price": order.price,
        "starts_at": order.starts_at,
        "at": now,
        "by": by,
        "reason": reason,
    }
