"""What happened to an order, step by step, and what its mode has to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.orders.models import Amendment, OrderMove
from yiyang.lifecycle.orders.protocol import Charge, Evidence, mode_of
from yiyang.lifecycle.orders.selectors.cards import order_of


@dataclass(frozen=True)
class Step:
    """One step; `to_state` is empty when it was an amendment, whose plain data is `before` and `after`."""

    at: datetime
    from_state: str
    to_state: str
    by_kind: str
    by_id: UUID | None
    reason: str
    entry_id: UUID | None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def history(viewer: Actor, order_id: UUID, now: datetime) -> list[Step]:
    """Every step and amendment of an order, the first one first. Raises Unknown."""
    order_of(viewer, order_id, now)
    steps = [
        (
            row.at,
            row.id,
            Step(row.at, row.from_state, row.to_state, row.by_kind, row.by_id, row.reason, row.entry_id),
        )
        for row in OrderMove.objects.filter(order_id=order_id)
    ]
    steps += [
        (
            row.at,
            row.id,
            Step(row.at, "", "", row.by_kind, row.by_id, row.reason, row.entry_id, row.before, row.after),
        )
        for row in Amendment.objects.filter(order_id=order_id)
    ]
    return [step for _, _, step in sorted(steps, key=lambda each: each[:2])]


def evidence(viewer: Actor, order_id: UUID, now: datetime) -> Evidence:
    """What proves the work, by its mode's own word. Raises Unknown."""
    order = order_of(viewer, order_id, now)
    return mode_of(order.mode).evidence(order)


def charges(viewer: Actor, order_id: UUID, now: datetime) -> list[Charge]:
    """What to bill for the order as it stands. Raises Unknown."""
    order = order_of(viewer, order_id, now)
    return mode_of(order.mode).charges(order)


def resources(viewer: Actor, order_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """The FHIR R4 resources that stand for the work. Raises Unknown."""
    order = order_of(viewer, order_id, now)
    return mode_of(order.mode).resources(order)
