"""A hold becomes sure, unless it has lapsed. The claim is locked before its slot, here as everywhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.lifecycle.capacity.claims import COLUMNS, Claim, claim_row
from yiyang.lifecycle.capacity.errors import HoldLapsed

_KEEP = """
    WITH mine AS (
        SELECT id, slot_id, turn FROM capacity_slotclaim
         WHERE order_id = %(order)s AND state = 'held' AND held_until > %(now)s FOR UPDATE),
    sure AS (
        UPDATE capacity_slot sl SET state = 'taken', held_until = NULL FROM mine
         WHERE sl.id = mine.slot_id AND sl.turn = mine.turn AND sl.state = 'held' RETURNING mine.id)
    UPDATE capacity_slotclaim c SET state = 'kept', held_until = NULL, changed_at = %(now)s
      FROM sure WHERE c.id = sure.id
    RETURNING c.id, c.order_id, c.person_id, c.slot_id, c.number, c.starts_at, c.ends_at, c.state, c.held_until
"""
_LAST = f"SELECT {COLUMNS} FROM capacity_slotclaim WHERE order_id = %(order)s AND state <> 'moved'"


def keep(order_id: UUID, now: datetime) -> Claim | None:
    """Make the order's held number its own; twice is once. None when the order never claimed a number.

    Raises HoldLapsed when `now` has reached the end of the hold, or the claim was given up.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"order": order_id, "now": now})
        row = cursor.fetchone()
        if row is not None:
            return claim_row(row)
        cursor.execute(_LAST, {"order": order_id})
        last = cursor.fetchone()
    if last is None:
        return None
    claim = claim_row(last)
    if claim.state != "kept":
        raise HoldLapsed
    return claim
