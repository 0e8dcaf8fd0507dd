"""Everything this room holds about one person, for the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders.actions import EXPORT
from yiyang.lifecycle.orders.models import Amendment, Order, OrderMove
from yiyang.lifecycle.orders.protocol import mode_of


def export_orders(viewer: Actor, person_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """A JSON-ready copy of a person's orders with every step and what their modes keep; only for the person.

    Three queries here and what each mode asks, however many orders there are. Raises Unknown.
    """
    access.require(viewer, EXPORT, now=now, person_id=person_id)
    rows = Order.objects.filter(person_id=person_id).select_related("organisation", "service")
    orders = list(rows.order_by("placed_at", "id"))
    exported = {order.id: _order(order) for order in orders}
    for step in OrderMove.objects.filter(order_id__in=exported).order_by("id"):
        exported[step.order_id]["steps"].append(
            {"at": step.at.isoformat(), "from": step.from_state, "to": step.to_state, "reason": step.reason}
        )
    for row in Amendment.objects.filter(order_id__in=exported).order_by("id"):
        exported[row.order_id]["amendments"].append(
            {"at": row.at.isoformat(), "before": row.before, "after": row.after, "reason": row.reason}
        )
    for code in {order.mode for order in orders}:
        kept = mode_of(code).export([order.id for order in orders if order.mode == code])
        for order_id, content in kept.items():
            exported[order_id]["work"] = dict(content)
    return list(exported.values())


def _order(order: Order) -> dict[str, Any]:
    return {
        "code": order.code,
        "service": order.service.name,
        "house": order.organisation.name,
        "state": order.state,
        "terms": order.terms,
        "paid_with": order.paid_with,
        "price_minor": order.price_minor,
        "currency": order.currency,
        "price_rule": order.price_rule,
        "channel": order.channel,
        "caller": order.caller,
        "placed_at": order.placed_at.isoformat(),
        "starts_at": order.starts_at.isoformat() if order.starts_at else "",
        "ends_at": order.ends_at.isoformat() if order.ends_at else "",
        "closed_at": order.closed_at.isoformat() if order.closed_at else "",
        "steps": [],
        "amendments": [],
    }
