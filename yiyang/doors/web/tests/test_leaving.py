"""Whoever wants to be forgotten is forgotten in every room; a name left behind anywhere fails the test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connections, transaction
from django.test import Client

from yiyang.care.records import selectors as records_seen
from yiyang.care.records import services as records
from yiyang.config.demo import cast
from yiyang.doors.web import leaving
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.quantities import Quantity
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Account, Person
from yiyang.ground.people.tests.factories import a_person

Looking = Callable[..., AbstractContextManager[Actor]]


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


def two_files(looking_as: Looking, now: datetime) -> tuple[Person, Person]:
    """One person with two files of one house, joined; each holds an allergy and a reading."""
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        kept, merged = (a_person(desk, now) for _ in range(2))
    with looking_as("zhao", "hospital") as zhao, transaction.atomic():
        for file, display in ((kept, "Penicillin"), (merged, "Latex")):
            about = {"by": zhao, "now": now, "person_id": file.id}
            records.warn_of(**about, display=display)
            records.observe(**about, code="8310-5", display="Temperature", value=Quantity(Decimal("36.50"), "Cel"))
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        people.merge_files(by=desk, now=now, kept_id=kept.id, merged_id=merged.id, reason="One card, one person.")
    return kept, merged


def test_a_warning_of_either_file_is_shown_and_the_copy_holds_both(
    committed: str, looking_as: Looking, now: datetime
) -> None:
    kept, merged = two_files(looking_as, now)
    with looking_as("zhao", "hospital") as zhao, transaction.atomic():
        for file in (kept, merged):
            shown = {each.name for each in records_seen.warnings_of(zhao, file.id, now)}
            assert shown == {"Penicillin", "Latex"}
            assert len(records_seen.timeline(zhao, file.id, now).events) == 4
    with looking_as(Actor.person(kept.id)) as herself, transaction.atomic():
        copy = leaving.copy_as_file(herself, kept.id, now)
    assert re.findall(rb'"value":36\.50[,}]', copy), "a number stays a number, with its digits"
    displays = {each["resource"].get("code", {}).get("text") for each in json.loads(copy)["records"]["entry"]}
    assert {"Penicillin", "Latex"} <= displays
    with looking_as("stranger") as stranger, transaction.atomic(), pytest.raises(Unknown):
        leaving.copy_as_file(stranger, kept.id, now)


def test_whoever_has_two_files_is_forgotten_in_both(committed: str, looking_as: Looking, now: datetime) -> None:
    kept, _ = two_files(looking_as, now)
    assert _places_of("Latex")
    with looking_as(Actor.person(kept.id)) as herself, transaction.atomic():
        leaving.forget(herself, kept.id, now, sure=True)
    for word in ("Latex", "Penicillin", "赵秀英", "Zhao Xiuying", "One card, one person."):
        assert not _places_of(word), word


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
