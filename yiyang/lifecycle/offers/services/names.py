"""Keep what a service can be found by in step with its names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.names import title_tokens

BATCH = 500
_COLUMNS = "s.id, s.organisation_id, s.name, s.name_en"
_MISSING = f"""
    SELECT {_COLUMNS} FROM offers_service s
     WHERE NOT EXISTS (SELECT 1 FROM offers_servicetoken t WHERE t.service_id = s.id) AND s.id > %s
     ORDER BY s.id LIMIT %s
"""
_EVERY = f"SELECT {_COLUMNS} FROM offers_service s WHERE s.id > %s ORDER BY s.id LIMIT %s"


def index_service(service_id: UUID, organisation_id: UUID, name: str, name_en: str, *, using: str = "default") -> None:
    """Write down again what the service can be found by; in the caller's transaction."""
    tokens = sorted(title_tokens(name, name_en)) or ["l"]  # a name without any word is done all the same
    with connections[using].cursor() as cursor:
        cursor.execute(
            "DELETE FROM offers_servicetoken WHERE service_id = %s AND token <> ALL(%s::varchar[])",
            [service_id, tokens],
        )
        cursor.execute(
            "INSERT INTO offers_servicetoken (organisation_id, service_id, token) SELECT %s, %s, unnest(%s::varchar[])"
            " ON CONFLICT ON CONSTRAINT service_token_once DO NOTHING",
            [organisation_id, service_id, tokens],
        )


def index_services(now: datetime) -> int:
    """Index services that were written in bulk and have no token yet, 500 a transaction; answers how many."""
    return _in_batches(_MISSING)


def index_services_again() -> int:
    """Index every service anew, in batches; safe to stop and repeat."""
    return _in_batches(_EVERY)


def _in_batches(select: str) -> int:
    done, last = 0, UUID(int=0)
    while True:
        with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
            cursor.execute(select, [last, BATCH])
            rows = cursor.fetchall()
            for row in rows:
                index_service(*row, using="worker")
        if not rows:
            return done
        done, last = done + len(rows), rows[-1][0]
