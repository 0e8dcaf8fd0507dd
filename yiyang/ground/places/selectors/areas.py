"""Which areas lie below this one, and which houses stand in them?"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.ground.places.models import Area, Organisation

# The levels are strict (a trigger), so the recursion ends after four steps.
_BELOW = """
    WITH RECURSIVE below AS (
        SELECT id FROM places_area WHERE id = %s
        UNION ALL SELECT a.id FROM places_area a JOIN below b ON a.parent_id = b.id)
    SELECT id FROM below
"""
_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id, parent_id, 0 AS step FROM places_area WHERE id = %s
        UNION ALL SELECT a.id, a.parent_id, b.step + 1 FROM places_area a JOIN above b ON a.id = b.parent_id)
    SELECT id FROM above ORDER BY step DESC
"""


def area_and_below(viewer: Actor, area_id: UUID) -> list[UUID]:
    """The ids of an area and of everything below it; empty for an unknown one."""
    return _ids(_BELOW, area_id)


def area_chain(viewer: Actor, area_id: UUID) -> list[Area]:
    """The area with everything above it, city first: 成都市 › 都江堰市 › 幸福街道."""
    ids = _ids(_ABOVE, area_id)
    found = Area.objects.in_bulk(ids)
    return [found[one] for one in ids]


def organisations_in(viewer: Actor, area_id: UUID, *, kind: str | None = None, limit: int = 200) -> list[Organisation]:
    """The live houses of an area and everything below it, by name; at most `limit`."""
    rows = Organisation.objects.filter(area_id__in=area_and_below(viewer, area_id), state="live")
    if kind is not None:
        rows = rows.filter(kinds__contains=[kind])
    return list(rows.order_by("name", "id")[:limit])


def _ids(sql: str, area_id: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [area_id])
        return [row[0] for row in cursor.fetchall()]
