"""Which number has an order?"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from yiyang.lifecycle.capacity.claims import COLUMNS, Claim, claim_row

_LIVE = f"SELECT {COLUMNS} FROM capacity_slotclaim WHERE order_id = %s AND state <> 'moved'"


def claim_of(order_id: UUID) -> Claim | None:
    """The claim of an order as it stands (also a lapsed or released one), if it has one that the caller may see."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [order_id])
        row = cursor.fetchone()
    return claim_row(row) if row else None
