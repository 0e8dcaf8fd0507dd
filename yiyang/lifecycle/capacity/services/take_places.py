"""Places without numbers: a counter that cannot be overdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.capacity.errors import InThePast, NoPlacesLeft

_TAKE = """
    WITH claimed AS (
        INSERT INTO capacity_counterclaim (id, organisation_id, person_id, counter_id, order_id, places, live,
                                           claimed_at)
        SELECT %(id)s, organisation_id, %(person)s, id, %(order)s, %(places)s, true, %(now)s
          FROM (SELECT id, organisation_id FROM capacity_counter
                 WHERE id = %(counter)s AND starts_at > %(now)s AND taken + %(places)s <= places FOR UPDATE) AS open
        ON CONFLICT DO NOTHING RETURNING counter_id)
    UPDATE capacity_counter SET taken = taken + %(places)s FROM claimed WHERE id = claimed.counter_id
    RETURNING places - taken
"""
_GIVE = """
    WITH ended AS (
        UPDATE capacity_counterclaim SET live = false WHERE order_id = %(order)s AND live RETURNING counter_id, places)
    UPDATE capacity_counter c SET taken = taken - ended.places FROM ended WHERE c.id = ended.counter_id RETURNING c.id
"""
_WHY = """
    SELECT starts_at <= %(now)s, EXISTS (SELECT 1 FROM capacity_counterclaim WHERE order_id = %(order)s AND live)
      FROM capacity_counter WHERE id = %(counter)s
"""


def take_places(*, counter_id: UUID, person_id: UUID, order_id: UUID, places: int, now: datetime) -> None:
    """Take `places` (≥ 1) for an order, all or none; the same order twice is once.

    Raises Unknown, InThePast, NoPlacesLeft.
    """
    values: dict[str, Any] = {
        "id": new_id(), "counter": counter_id, "person": person_id, "order": order_id, "places": places, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.fetchone() is not None:
            return
        cursor.execute(_WHY, values)
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    past, already = row
    if already:
        return
    raise InThePast if past else NoPlacesLeft


def give_places_back(order_id: UUID) -> bool:
    """Free the order's places; True when there were any. Twice is once."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, {"order": order_id})
        return cursor.fetchone() is not None
