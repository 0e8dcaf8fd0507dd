"""Read orders as rows. Plain SQL: placing and moving an order is the busiest path of the platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.lifecycle.orders.protocol import OrderRow

COLUMNS = (
    "o.id, o.code, o.organisation_id, o.person_id, o.service_id, o.mode, o.state, o.terms, o.priority, o.channel,"
    " o.price_minor, o.currency, o.placed_by_id, o.placed_at, o.based_on_id, o.pay_until, o.starts_at, o.ends_at,"
    " o.accepted_at, o.closed_at, o.paid_with"
)


def row_of(values: Sequence[Any]) -> OrderRow:
    """One row of COLUMNS, in their order."""
    return OrderRow(
        id=values[0],
        code=values[1],
        organisation_id=values[2],
        person_id=values[3],
        service_id=values[4],
        mode=values[5],
        state=values[6],
        terms=values[7],
        priority=values[8],
        channel=values[9],
        price=Money(values[10], values[11]),
        placed_by_id=values[12],
        placed_at=values[13],
        based_on_id=values[14],
        pay_until=values[15],
        starts_at=values[16],
        ends_at=values[17],
        accepted_at=values[18],
        closed_at=values[19],
        paid_with=values[20],
    )


def rows(where: str, values: Sequence[Any], tail: str = "") -> list[OrderRow]:
    """Orders the database lets the caller see. `where` and `tail` are literals of this room, never typed text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM orders_order o WHERE {where} {tail}", values)
        return [row_of(found) for found in cursor.fetchall()]


def load(order_id: UUID) -> OrderRow:
    """One order the database lets the caller see. Raises Unknown; the caller still asks access."""
    found = rows("o.id = %s", [order_id])
    if not found:
        raise Unknown
    return found[0]
