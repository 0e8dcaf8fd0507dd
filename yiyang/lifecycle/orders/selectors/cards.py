"""Orders as every portal shows them. Each list costs one query of this room and what its modes ask, never more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import read_short_code
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders.actions import SEE, SEE_HOUSE
from yiyang.lifecycle.orders.protocol import Card, OrderRow, mode_of
from yiyang.lifecycle.orders.selectors.rows import load, rows
from yiyang.lifecycle.orders.states import OPEN

PAGE = 50
PAGE_MAX = 200
_STANDS = "o.state = ANY(%s) AND NOT (o.state = 'requested' AND o.pay_until IS NOT NULL AND o.pay_until <= %s)"


def order_of(viewer: Actor, order_id: UUID, now: datetime) -> OrderRow:
    """One order the viewer may see. Raises Unknown."""
    order = load(order_id)
    access.require(viewer, SEE, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    return order


def order_card(viewer: Actor, order_id: UUID, now: datetime) -> Card:
    """The card of one order. Raises Unknown."""
    return cards(viewer, [order_of(viewer, order_id, now)], now)[0]


def find_by_code(viewer: Actor, typed: str, now: datetime) -> Card:
    """The card of the order with the short code somebody read out. Raises Unknown, also for a mistyped code."""
    code = read_short_code(typed)
    found = rows("o.code = %s", [code]) if code else []
    if not found:
        raise Unknown
    return order_card(viewer, found[0].id, now)


def orders_of(
    viewer: Actor, person_id: UUID, now: datetime, *, before: datetime | None = None, limit: int = PAGE
) -> list[Card]:
    """A person's orders, open and closed, the latest placed first; `before` pages on. Raises Unknown."""
    access.require(viewer, SEE, now=now, person_id=person_id)
    found = rows(
        "o.person_id = %s AND (%s::timestamptz IS NULL OR o.placed_at < %s)",
        [person_id, before, before, _page(limit)],
        "ORDER BY o.placed_at DESC, o.id DESC LIMIT %s",
    )
    return cards(viewer, found, now)


def open_orders(viewer: Actor, person_id: UUID, now: datetime, *, limit: int = PAGE) -> list[Card]:
    """What stands ahead of a person: open orders, the soonest first; lapsed ones are not open. Raises Unknown."""
    access.require(viewer, SEE, now=now, person_id=person_id)
    found = rows(
        f"o.person_id = %s AND {_STANDS}",
        [person_id, list(OPEN), now, _page(limit)],
        "ORDER BY o.starts_at NULLS LAST, o.id LIMIT %s",
    )
    return cards(viewer, found, now)


def open_orders_together(viewer: Actor, person_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[Card]]:
    """What stands ahead of each of several persons the viewer may see, the soonest first; others are left out.

    One question to access for each person, then one query of this room whatever their number.
    """
    seen = [each for each in person_ids if _may_see(viewer, each, now)]
    found = rows(
        f"o.person_id = ANY(%s) AND {_STANDS}",
        [seen, list(OPEN), now, PAGE_MAX],
        "ORDER BY o.starts_at NULLS LAST, o.id LIMIT %s",
    )
    ahead: dict[UUID, list[Card]] = {each: [] for each in seen}
    for order, card in zip(found, cards(viewer, found, now), strict=True):
        ahead[order.person_id].append(card)
    return ahead


def orders_at(
    viewer: Actor,
    organisation_id: UUID,
    now: datetime,
    *,
    starts_from: datetime | None = None,
    starts_to: datetime | None = None,
    states: Sequence[str] = (),
    mode: str | None = None,
    service_id: UUID | None = None,
    limit: int = PAGE,
) -> list[Card]:
    """An organisation's orders that begin in [starts_from, starts_to), the soonest first, narrowed as named.

    The viewer works there; otherwise NotAllowed.
    """
    access.require(viewer, SEE_HOUSE, now=now, organisation_id=organisation_id)
    where = ["o.organisation_id = %s"]
    values: list[Any] = [organisation_id]
    narrowed: dict[str, Any] = {
        "o.starts_at >= %s": starts_from,
        "o.starts_at < %s": starts_to,
        "o.state = ANY(%s)": list(states) or None,
        "o.mode = %s": mode,
        "o.service_id = %s": service_id,
    }
    for condition, value in narrowed.items():
        if value is not None:
            where.append(condition)
            values.append(value)
    found = rows(" AND ".join(where), [*values, _page(limit)], "ORDER BY o.starts_at NULLS LAST, o.id LIMIT %s")
    return cards(viewer, found, now)


def cards(viewer: Actor, orders: Sequence[OrderRow], now: datetime) -> list[Card]:
    """The cards of orders in their order, each written by its own mode."""
    by_mode: dict[str, list[OrderRow]] = defaultdict(list)
    for order in orders:
        by_mode[order.mode].append(order)
    written: dict[UUID, Card] = {}
    for code, together in by_mode.items():
        written.update(mode_of(code).card(together, viewer, now))
    return [written[order.id] for order in orders]


def _may_see(viewer: Actor, person_id: UUID, now: datetime) -> bool:
    """Ask as `require` does, so that a look which is to be noted is noted."""
    try:
        access.require(viewer, SEE, now=now, person_id=person_id)
    except Unknown:
        return False
    return True


def _page(limit: int) -> int:
    return max(1, min(limit, PAGE_MAX))


def asked_before(viewer: Actor, request_key: str) -> bool:
    """Whether the viewer has placed an order with this key: a repeated request, to be answered as the first was."""
    return bool(rows("o.placed_by_id = %s AND o.request_key = %s", [viewer.person_id, request_key], "LIMIT 1"))
