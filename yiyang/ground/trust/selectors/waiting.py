"""How far the sequencer is behind, for whoever watches over the site."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connections

_OLDEST = "SELECT min(entry_id::text)::uuid FROM trust_pending"


def waiting_since(*, using: str = "default") -> datetime | None:
    """When the oldest unsealed entry was written; its UUIDv7 tells. None when none waits."""
    with connections[using].cursor() as cursor:
        cursor.execute(_OLDEST)
        oldest = cursor.fetchone()[0]
    return None if oldest is None else datetime.fromtimestamp((oldest.int >> 80) / 1000, tz=UTC)
