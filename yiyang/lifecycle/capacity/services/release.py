"""Give a number back. Freeing never waits for anything but its own row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

# The turn decides: when the hold had lapsed and the number is somebody else's by now, it stays theirs.
_RELEASE = """
    WITH ended AS (
        UPDATE capacity_slotclaim SET state = 'released', changed_at = %(now)s
         WHERE order_id = %(order)s AND state IN ('held', 'kept') RETURNING slot_id, turn)
    UPDATE capacity_slot sl SET held_until = NULL,
           state = CASE WHEN se.state = 'withdrawn' THEN 'withdrawn' ELSE 'free' END
      FROM ended, capacity_session se
     WHERE sl.id = ended.slot_id AND sl.turn = ended.turn AND sl.state IN ('held', 'taken') AND se.id = sl.session_id
    RETURNING sl.id
"""


def release(order_id: UUID, now: datetime) -> bool:
    """Free the order's number; True when one was freed. Twice is once."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"order": order_id, "now": now})
        return cursor.fetchone() is not None
