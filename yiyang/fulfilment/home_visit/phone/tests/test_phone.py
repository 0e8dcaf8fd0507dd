"""The worker's phone without a browser: its page, its day, what it hands in; and what a stranger gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.models import Entry, Visit
from yiyang.fulfilment.home_visit.phone.tests.a_day import LINES_EN, a_day
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.models import Account

Looking = Callable[..., AbstractContextManager[Actor]]
PHONE = "/home-visit/phone/"


def browser(who: str | None, house: str | None = None, language: str = "en", *, checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks)
    client.cookies["django_language"] = language
    if who is not None:
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        with transaction.atomic():
            client.force_login(Account.objects.get(username=who), backend=backend)
            kept = client.session
            if house:
                kept["organisation"] = str(cast.key(house))
            kept.save()
    return client


def chen(language: str = "en") -> Client:
    return browser("chen", "community", language)


def an_entry(visit: UUID, kind: str, seq: int, now: datetime, **data: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "visit": str(visit), "kind": kind, "seq": seq, "at": now.isoformat(), "data": data}


def send(client: Client, *entries: dict[str, Any]) -> Any:
    return client.post(f"{PHONE}hand-in", json.dumps({"entries": entries}), content_type="application/json")


def kept(visit: UUID, now: datetime) -> list[tuple[str, str]]:
    with acting_as(cast.actor("chen", "community"), now), transaction.atomic():
        rows = Entry.objects.filter(visit_id=visit).order_by("seq", "at")
        return [(row.kind, row.outcome) for row in rows]


@pytest.fixture
def visit(committed: str, now: datetime) -> UUID:
    return a_day(now)[0]


@pytest.mark.parametrize(("language", "says"), [("en", LINES_EN[0]), ("zh-hans", "洗手、戴手套")])
def test_the_day_and_a_visit_in_both_languages(visit: UUID, language: str, says: str) -> None:
    me = chen(language)
    assert str(visit) in me.get(PHONE).content.decode()
    page = me.get(f"{PHONE}{visit}").content.decode()
    assert says in page
    assert me.get(f"{PHONE}{visit}")["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_stranger_gets_nothing(visit: UUID, now: datetime) -> None:
    entry = an_entry(visit, "set_out", 1, now)
    assert browser(None).get(PHONE).status_code == 302
    assert browser(None).get(f"{PHONE}day").status_code == 401
    assert send(browser(None), entry).status_code == 401
    stranger = browser("stranger")
    assert stranger.get(f"{PHONE}{visit}").status_code in (403, 404)
    told = send(stranger, entry)
    assert told.status_code in (403, 404)
    zhao = browser("zhao", "hospital")
    assert zhao.get(f"{PHONE}{visit}").status_code == 404
    assert send(zhao, entry).json()["answers"][entry["key"]]["outcome"] == "refused"
    assert kept(visit, now) == []


def test_sent_twice_is_handed_in_once_and_answered_one_by_one(visit: UUID, now: datetime) -> None:
    me = chen()
    first, second = (
        an_entry(visit, "set_out", 1, now),
        an_entry(visit, "arrived", 2, now, latitude=30.9943, longitude=103.6419),
    )
    early = an_entry(visit, "noted", 3, now, text="  ")
    told = send(me, second, first, early).json()
    assert [told["answers"][each["key"]]["outcome"] for each in (first, second, early)] == [
        "accepted",
        "accepted",
        "refused",
    ]
    assert told["answers"][early["key"]]["said"]
    again = send(me, first, second).json()
    assert {each["outcome"] for each in again["answers"].values()} == {"already"}
    assert kept(visit, now) == [("set_out", "accepted"), ("arrived", "accepted")]
    assert [each["state"] for each in again["day"]["visits"]] == ["arrived"]


def test_a_conflict_is_shown_with_what_stands_and_never_overwrites(visit: UUID, now: datetime) -> None:
    me = chen()
    send(me, an_entry(visit, "set_out", 1, now))
    later = an_entry(visit, "set_out", 9, now + timedelta(minutes=2))
    told = send(me, later).json()["answers"][later["key"]]
    assert told["outcome"] == "conflict"
    assert "10:00" in told["stands_said"]
    with acting_as(cast.actor("chen", "community"), now), transaction.atomic():
        assert Visit.objects.get(order_id=visit).set_out_at == now


def test_one_visit_out_of_reach_does_not_hold_up_the_others(visit: UUID, now: datetime) -> None:
    lost, good = an_entry(uuid4(), "set_out", 1, now), an_entry(visit, "set_out", 2, now)
    answers = send(chen(), lost, good).json()["answers"]
    assert answers[lost["key"]]["outcome"] == "refused"
    assert answers[good["key"]]["outcome"] == "accepted"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"entries": [1]}', '{"entries": [{"key": "x"}]}', json.dumps({"entries": [{}] * 51})]
)
def test_what_no_phone_sends_is_not_read(visit: UUID, body: str) -> None:
    assert chen().post(f"{PHONE}hand-in", body, content_type="application/json").status_code == 400


def test_without_the_token_nothing_is_taken_and_the_day_brings_one(visit: UUID, now: datetime) -> None:
    me = browser("chen", "community", checks=True)
    entry = an_entry(visit, "set_out", 1, now)
    assert send(me, entry).status_code == 403
    told = me.get(f"{PHONE}day").json()
    body = json.dumps({"entries": [entry]})
    answer = me.post(f"{PHONE}hand-in", body, content_type="application/json", headers={"X-CSRFToken": told["token"]})
    assert answer.json()["answers"][entry["key"]]["outcome"] == "accepted"
    assert me.get(f"{PHONE}day").json()["key"] == told["key"]
    assert browser("zhao", "hospital").get(f"{PHONE}day").json().get("key") != told["key"]


def test_the_plain_forms_do_every_step(visit: UUID, now: datetime) -> None:
    me = chen()

    def press(kind: str, **typed: Any) -> int:
        return me.post(f"{PHONE}{visit}/{kind}", {"key": str(uuid4()), **typed}).status_code

    assert press("noted", text="too early") == 422
    assert press("set_out") == 302
    assert press("arrived", reason="No reception in the stairwell") == 302
    for line in range(4):
        assert press("checked", line=line, done="yes") == 302
    assert press("observed") == 422
    assert press("observed", **{"8480-6": "132", "8462-4": "78", "8867-4": "72"}) == 302
    assert press("used", code_used="gauze", count="2") == 302
    assert press("noted", text="Wound clean, edges closed.") == 302
    assert press("signed", name="Wang Guifang", relation="self") == 302
    page = me.get(f"{PHONE}{visit}").content.decode()
    assert "Blood pressure 132/78" in page
    assert "Gauze × 2" in page
    assert press("departed", reason="No reception in the stairwell") == 302
    with acting_as(cast.actor("chen", "community"), now), transaction.atomic():
        assert Visit.objects.get(order_id=visit).state == "fulfilled"
    assert press("alarm") == 302
