"""Keep what a house can be found by in step with its names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.names import title_tokens

BATCH = 500
_MISSING = """
    SELECT o.id, o.name, o.name_en FROM places_organisation o
     WHERE NOT EXISTS (SELECT 1 FROM places_nametoken t WHERE t.organisation_id = o.id) AND o.id > %s
     ORDER BY o.id LIMIT %s
"""
_EVERY = "SELECT o.id, o.name, o.name_en FROM places_organisation o WHERE o.id > %s ORDER BY o.id LIMIT %s"


def index_house(organisation_id: UUID, name: str, name_en: str, *, using: str = "default") -> None:
    """Write down again what the house can be found by; in the caller's transaction."""
    tokens = sorted(title_tokens(name, name_en)) or ["l"]  # a name without any word is done all the same
    with connections[using].cursor() as cursor:
        cursor.execute(
            "DELETE FROM places_nametoken WHERE organisation_id = %s AND token <> ALL(%s::varchar[])",
            [organisation_id, tokens],
        )
        cursor.execute(
            "INSERT INTO places_nametoken (organisation_id, token) SELECT %s, unnest(%s::varchar[])"
            " ON CONFLICT ON CONSTRAINT house_token_once DO NOTHING",
            [organisation_id, tokens],
        )


def index_houses(now: datetime) -> int:
    """Index houses that were written in bulk and have no token yet, 500 a transaction; answers how many."""
    return _in_batches(_MISSING)


def index_houses_again() -> int:
    """Index every house anew, in batches; safe to stop and repeat."""
    return _in_batches(_EVERY)


def _in_batches(select: str) -> int:
    done, last = 0, UUID(int=0)
    while True:
        with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
            cursor.execute(select, [last, BATCH])
            rows = cursor.fetchall()
            for row in rows:
                index_house(*row, using="worker")
        if not rows:
            return done
        done, last = done + len(rows), rows[-1][0]
