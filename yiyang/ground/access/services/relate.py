"""Open and close the relations that row-level security reads. Called by the rooms above, never by a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, connections

from yiyang.foundation.identifiers import new_id
from yiyang.ground.access.actions import ALL_SCOPES
from yiyang.ground.access.errors import UnknownScope

_RELATE = """
    INSERT INTO access_relation (id, viewer_id, person_id, kind, scopes, starts_at, ends_at, source_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (viewer_id, person_id, kind, source_id)
    DO UPDATE SET scopes = EXCLUDED.scopes, ends_at = EXCLUDED.ends_at,
                  starts_at = LEAST(access_relation.starts_at, EXCLUDED.starts_at)
"""


def relate(
    *,
    viewer_id: UUID,
    person_id: UUID,
    kind: str,
    scopes: Iterable[str],
    now: datetime,
    ends_at: datetime | None = None,
    source_id: UUID | None = None,
) -> None:
    """Let a person or an organisation see `person_id` within `scopes` from `now`; repeated, it replaces the scopes.

    `source_id` is what the relation stands on (an order, a grant), so that it can be ended by it.
    """
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in ALL_SCOPES:
            raise UnknownScope(field="scopes", scope=scope)
    with connection.cursor() as cursor:
        cursor.execute(_RELATE, [new_id(), viewer_id, person_id, kind, wanted, now, ends_at, source_id])


def unrelate(
    *,
    now: datetime,
    source_id: UUID | None = None,
    viewer_id: UUID | None = None,
    person_id: UUID | None = None,
    kind: str | None = None,
) -> int:
    """End live relations by what they stand on, or by viewer, person and kind; returns how many ended."""
    if source_id is None and (viewer_id is None or person_id is None or kind is None):
        raise ValueError("name the source, or viewer, person and kind")
    where = {"source_id": source_id, "viewer_id": viewer_id, "person_id": person_id, "kind": kind}
    given = {column: value for column, value in where.items() if value is not None}
    conditions = " AND ".join(f"{column} = %s" for column in given)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE access_relation SET ends_at = GREATEST(%s, starts_at)"
            f" WHERE {conditions} AND (ends_at IS NULL OR ends_at > %s)",
            [now, *given.values(), now],
        )
        ended: int = cursor.rowcount
    return ended


def unrelate_everywhere(*, person_id: UUID, now: datetime, using: str) -> int:
    """End every live relation of and to a person who is erased; `using` names a connection that sees them all."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "UPDATE access_relation SET ends_at = GREATEST(%s, starts_at)"
            " WHERE %s IN (person_id, viewer_id) AND (ends_at IS NULL OR ends_at > %s)",
            [now, person_id, now],
        )
        ended: int = cursor.rowcount
    return ended
