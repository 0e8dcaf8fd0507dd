"""Time of professionals, rooms, vehicles and beds: whatever overlaps is refused by an exclusion constraint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.capacity.errors import InThePast, Occupied

_LAPSE = """
    UPDATE capacity_occupancy SET live = false WHERE id IN (
        SELECT id FROM capacity_occupancy WHERE resource_id = ANY(%(resources)s) AND live AND held_until <= %(now)s
         ORDER BY resource_id, id FOR UPDATE)
"""
# Never a plain INSERT: under a rush that is a storm of deadlocks. The resources are inserted in sorted order.
_OCCUPY = """
    INSERT INTO capacity_occupancy (id, organisation_id, resource_id, kind, starts_at, ends_at, cause_id,
                                    held_until, live)
    SELECT id, %(organisation)s, resource_id, kind, %(starts_at)s, %(ends_at)s, %(cause)s, %(until)s, true
      FROM unnest(%(ids)s::uuid[], %(resources)s::uuid[], %(kinds)s::text[]) AS wanted (id, resource_id, kind)
     ORDER BY resource_id
    ON CONFLICT ON CONSTRAINT occupancy_one_at_a_time DO NOTHING RETURNING id
"""


def occupy(
    *,
    resources: Sequence[tuple[str, UUID]],
    organisation_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    cause_id: UUID,
    now: datetime,
    until: datetime | None = None,
) -> list[UUID]:
    """Take all of `resources` (kind, id) for the half-open period, or none of them; ids of the rows.

    With `until` they are only held so long. Raises Occupied and InThePast; repeating it for a cause is refused as
    Occupied, so callers ask `vacate` first when they change their mind.
    """
    if ends_at <= now:
        raise InThePast
    in_order = sorted(resources, key=lambda each: each[1].bytes)
    values: dict[str, Any] = {
        "organisation": organisation_id,
        "ids": [new_id() for _ in in_order],
        "resources": [identifier for _, identifier in in_order],
        "kinds": [kind for kind, _ in in_order],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "cause": cause_id,
        "until": until,
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LAPSE, values)
        cursor.execute(_OCCUPY, values)
        taken = [row[0] for row in cursor.fetchall()]
        if len(taken) != len(in_order):
            raise Occupied
    return taken


def keep_occupied(cause_id: UUID, now: datetime) -> int:
    """Make what was held for a cause sure; how many resources that were. Lapsed ones stay lapsed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE capacity_occupancy SET held_until = NULL WHERE cause_id = %s AND live AND held_until > %s",
            [cause_id, now],
        )
        return int(cursor.rowcount)


def vacate(cause_id: UUID) -> int:
    """Give back every resource that was taken for a cause; how many that were. Twice is once."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE capacity_occupancy SET live = false WHERE cause_id = %s AND live", [cause_id])
        return int(cursor.rowcount)
