"""Where a database is, for a connection beside Django's own: one that listens, or holds a lock for its process."""

from __future__ import annotations

from typing import Any

from django.db import connections

_DJANGO_ONLY = ("cursor_factory", "context", "prepare_threshold", "pool")


def address_of(alias: str) -> dict[str, Any]:
    """Arguments of `psycopg.connect` that reach the database of `alias` in its role. No row context comes with it."""
    parameters = connections[alias].get_connection_params()
    return {name: value for name, value in parameters.items() if name not in _DJANGO_ONLY}
