"""Whoever wants to be forgotten is forgotten in every room; a name left behind anywhere fails the test."""

from __future__ import annotations

from datetime import datetime

from django.db import connections, transaction
from django.test import Client

from yiyang.config.demo import cast
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.models import Account


def test_whoever_wants_to_be_forgotten_is(committed: str, now: datetime) -> None:
    client = Client()
    with acting_as(cast.actor("guifang"), now), transaction.atomic():
        client.force_login(
            Account.objects.get(username="guifang"), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    client.post("/help")  # something that other rooms keep, too
    assert _places_of("王桂芳")
    assert client.post("/security/data", {"sure": "on"}).status_code == 302
    assert client.get("/security").status_code == 302  # signed out
    assert not _places_of("王桂芳")
    assert not _places_of("Wang Guifang")


def _places_of(name: str) -> list[str]:
    """Every column of text of every table in which the name still stands, read as owner."""
    found = []
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', [f"%{name}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found
