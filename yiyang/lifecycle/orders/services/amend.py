"""Agree anew on part of a standing order: an amendment row beside it, never an edit of what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.orders.actions import AMEND
from yiyang.lifecycle.orders.errors import KeyReused, NotNow
from yiyang.lifecycle.orders.events import OrderAmended
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.services.carry_out import said
from yiyang.lifecycle.orders.services.move import event_facts
from yiyang.lifecycle.orders.words import STATES

_AMEND = """
    WITH standing AS (
        UPDATE orders_order SET starts_at = %(starts_at)s, ends_at = %(ends_at)s
         WHERE id = %(id)s AND state = %(state)s AND starts_at IS NOT DISTINCT FROM %(old)s
        RETURNING id, organisation_id, person_id)
    INSERT INTO orders_amendment (id, order_id, organisation_id, person_id, by_kind, by_id, at, reason,
                                  before, after, request_key, entry_id)
    SELECT %(amendment)s, id, organisation_id, person_id, %(by_kind)s, %(by_id)s, %(now)s, %(reason)s,
           %(before)s, %(after)s, %(key)s, %(entry)s FROM standing
"""


@dataclass(frozen=True)
class Change:
    """What is agreed from now on: the period in force, and plain data only the mode understands."""

    starts_at: datetime | None
    ends_at: datetime | None
    detail: Mapping[str, Any]
    detail_before: Mapping[str, Any]


@transaction.atomic
def amend(*, order_id: UUID, by: Actor, now: datetime, change: Change, reason: str, request_key: str) -> OrderRow:
    """Write down what is agreed anew about an open order; its price and service stay as they were.

    The mode has already claimed what the change needs. The same key returns the order as it stands. Raises
    ReasonMissing, NotNow, KeyReused, Overtaken.
    """
    order = load(order_id)
    access.require(by, AMEND, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    after = _plain(change.starts_at, change.ends_at, change.detail)
    if _already(order_id, request_key, after):
        return order
    if not order.open or order.lapsed(now):
        raise NotNow(state=STATES[order.state])
    amendment_id = new_id()
    entry_id = trust.record(
        "order.amended",
        by=by,
        now=now,
        payload={"order": str(order.id), "amendment": str(amendment_id), "after": after},
        organisation_id=order.organisation_id,
        subject_id=order.person_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _AMEND,
            {
                "id": order.id,
                "state": order.state,
                "old": order.starts_at,
                "starts_at": change.starts_at,
                "ends_at": change.ends_at,
                "amendment": amendment_id,
                "by_kind": by.kind,
                "by_id": by.person_id,
                "now": now,
                "reason": said(reason),
                "before": _json(_plain(order.starts_at, order.ends_at, change.detail_before)),
                "after": _json(after),
                "key": request_key,
                "entry": entry_id,
            },
        )
        if cursor.rowcount != 1:
            raise Overtaken
    amended = replace(order, starts_at=change.starts_at, ends_at=change.ends_at)
    publish(OrderAmended(**event_facts(amended, by=by, now=now, reason=reason), amendment_id=amendment_id))
    return amended


def _already(order_id: UUID, request_key: str, after: Mapping[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT after = %s::jsonb FROM orders_amendment WHERE order_id = %s AND request_key = %s",
            [_json(after), order_id, request_key],
        )
        found = cursor.fetchone()
    if found is not None and not found[0]:
        raise KeyReused(field="request_key")
    return found is not None


def _plain(starts_at: datetime | None, ends_at: datetime | None, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "starts_at": starts_at.isoformat() if starts_at else "",
        "ends_at": ends_at.isoformat() if ends_at else "",
        "detail": dict(detail),
    }


def _json(value: Mapping[str, Any]) -> str:
    return orjson.dumps(value).decode()
