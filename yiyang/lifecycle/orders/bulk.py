"""Many orders and their moves at once, for generated towns. Whoever calls has made sure that it may.

The same rows the verbs write: the order as it stands, a move and an entry for every step, the provider's relation while
it is open. A mode furnishes its own tables afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import short_code
from yiyang.ground.access import bulk as access
from yiyang.ground.access.postgres.copying import Row, Rows, copy_all
from yiyang.ground.trust import bulk as trust
from yiyang.ground.trust.bulk import Deed
from yiyang.lifecycle.orders.models import Order, OrderMove
from yiyang.lifecycle.orders.services.move import OPEN_ORDER_SCOPES, WRITE_UP
from yiyang.lifecycle.orders.states import COMPLETED, NEXT, REQUESTED


@dataclass(frozen=True, slots=True)
class Step:
    """An order came to `to`: by whom, when, and why if somebody had to say."""

    to: str
    by: Actor
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """An order's row, and every step that brought it to its state."""

    order: Row
    steps: tuple[Step, ...]


def codes(numbers: Iterator[int], count: int, *, using: str = "worker") -> list[str]:
    """The first `count` short codes of `numbers` (each in 0 … 31**6 - 1) that no order bears yet."""
    found: list[str] = []
    while len(found) < count:
        asked = [short_code(number) for number in islice(numbers, count - len(found))]
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT code FROM orders_order WHERE code = ANY(%s)", [asked])
            taken = {row[0] for row in cursor.fetchall()}
        found += [code for code in asked if code not in taken]
    return found


def write(
    lives: Sequence[Life],
    *,
    new_id: Callable[[datetime], UUID],
    salt: Callable[[int], bytes],
    using: str = "worker",
) -> int:
    """Write orders that went these ways, in the caller's transaction; answers how many.

    Raises ValueError for a way that no order can go.
    """
    moves: list[dict[str, Any]] = []
    deeds: list[Deed] = []
    relations: list[dict[str, Any]] = []
    for life in lives:
        before = ""
        for step in life.steps:
            if step.to not in (NEXT[before] if before else (REQUESTED,)):
                raise ValueError(f"an order cannot go from {before or 'nothing'} to {step.to}")
            moves.append(_move(life.order, before, step, new_id))
            deeds.append(_deed(life.order, before, step, moves[-1]["entry_id"]))
            before = step.to
        if before != life.order["state"]:
            raise ValueError(f"an order that is {life.order['state']} did not come to {before}")
        if life.order.get("accepted_at"):
            relations.append(_relation(life.order, new_id))
    copy_all(using, (Order, (life.order for life in lives)), (OrderMove, moves))
    access.write(relations=relations, using=using)
    trust.record(deeds, salt, using=using)
    return len(lives)


def write_summaries(orders: Rows, *, using: str = "worker") -> int:
    """Orders as they ended, for years whose moves were kept elsewhere: no step, no entry behind them."""
    return copy_all(using, (Order, orders))


def _move(order: Row, before: str, step: Step, new_id: Callable[[datetime], UUID]) -> dict[str, Any]:
    return {
        "id": new_id(step.at),
        "order_id": order["id"],
        "organisation_id": order["organisation_id"],
        "person_id": order["person_id"],
        "from_state": before,
        "to_state": step.to,
        "by_kind": step.by.kind,
        "by_id": step.by.person_id,
        "by_organisation_id": step.by.organisation_id,
        "at": step.at,
        "reason": step.reason,
        "entry_id": new_id(step.at),
    }


def _deed(order: Row, before: str, step: Step, entry_id: UUID) -> Deed:
    payload: dict[str, Any] = {"order": str(order["id"])}
    if before:
        payload |= {"from": before, "to": step.to, "reason": step.reason}
    else:
        payload |= {
            "service": str(order["service_id"]),
            "state": step.to,
            "terms": order["terms"],
            "price_minor": order["price_minor"],
            "currency": "CNY",
            "price_rule": str(order.get("price_rule_id") or ""),
            "starts_at": order["starts_at"].isoformat(),
            "channel": order["channel"],
        }
    kind = f"order.{step.to}" if before else "order.placed"
    house, person = order["organisation_id"], order["person_id"]
    return Deed(entry_id, kind, step.at, payload, step.by.person_id, house, person)


def _relation(order: Row, new_id: Callable[[datetime], UUID]) -> dict[str, Any]:
    """What the provider may see while the order is open, and for the writing up of what was done."""
    ends_at = order.get("closed_at")
    if ends_at and order["state"] == COMPLETED:
        ends_at += WRITE_UP
    return {
        "id": new_id(order["accepted_at"]),
        "viewer_id": order["organisation_id"],
        "person_id": order["person_id"],
        "kind": "open-order",
        "scopes": sorted(OPEN_ORDER_SCOPES),
        "starts_at": order["accepted_at"],
        "ends_at": ends_at,
        "source_id": order["id"],
    }
