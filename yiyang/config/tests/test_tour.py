"""The demo's cast is busy: whoever of them signs in finds life on every page of theirs, and the landing says who they are."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from yiyang.config.bench_pages import measure
from yiyang.config.demo import cast, tour, town
from yiyang.config.demo.living import grow
from yiyang.foundation.actors import ANONYMOUS
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.models import Account
from yiyang.ground.trust import services as trust

GUIFANG = cast.key("guifang")
PAGES = {
    # login: house, pages that are theirs
    "guifang": ("", ("/", "/orders", "/file", "/inbox", "/family")),
    "limin": ("", ("/", f"/file/{GUIFANG}", "/inbox")),
    "zhao": ("hospital", ("/appointment/list",)),
    "chen": ("community", ("/inbox", "/cases/")),
    "desk": ("hospital", ("/appointment/desk", "/inbox", "/reception")),
    "manager": ("hospital", ("/appointment/desk", "/inbox", "/house")),
    "operator": ("office", ("/trust", "/inbox")),
    "reviewer": ("office", ("/entries", "/inbox")),
    "inspector": ("bureau", ("/trust",)),
}


def quiet(text: str) -> None:
    assert text


def signed_in(login: str, house: str, now: datetime) -> Client:
    client = Client()
    with acting_as(ANONYMOUS, now), transaction.atomic():
        client.force_login(Account.objects.get(username=login))
    if house:
        client.post("/acting", {"organisation": str(cast.key(house))})
    return client


@pytest.fixture
def living(committed: str, now: datetime) -> Iterator[None]:
    town.plant(now, "a phrase for a test", quiet, elders=60)
    while trust.seal(now):
        pass
    return


@pytest.mark.usefixtures("living")
def test_every_page_of_the_cast_has_life(now: datetime) -> None:
    empty: list[str] = []
    for login, (house, pages) in PAGES.items():
        client = signed_in(login, house, now)
        for address in pages:
            answer = client.get(address, follow=True)
            text = answer.content.decode()
            if answer.status_code != 200 or 'class="state empty"' in text:
                empty.append(f"{login} {address} {answer.status_code}")
    assert not empty
    # The control: a page that has nothing on it is seen to have nothing.
    assert 'class="state empty"' in signed_in("stranger", "", now).get("/orders").content.decode()


@pytest.mark.usefixtures("living")
def test_everybody_on_the_tour_may_sign_in_and_see_their_page(now: datetime) -> None:
    for stop in tour.stops(60):
        client = Client()
        assert _by_page(client, stop.login)
        if stop.house:
            _step_into(client, stop.house)
        assert client.get(stop.path, follow=True).status_code == 200, stop.login
    assert not _by_page(Client(), "limin", "another phrase")


def _step_into(client: Client, house: str) -> None:
    """Choose the house by its name, from the list that the first page gives."""
    text = client.get("/", headers={"accept-language": "zh-hans"}).content.decode()
    found = re.search(rf'value="([0-9a-f-]{{36}})">(?:(?!</button>).)*?{house}', text, re.DOTALL)
    assert found, house
    client.post("/acting", {"organisation": found[1]})


def _by_page(client: Client, login: str, phrase: str = "a phrase for a test") -> bool:
    return client.post("/account/login/", {"login": login, "password": phrase}).status_code == 302


@pytest.mark.usefixtures("living")
def test_planting_twice_changes_nothing_and_the_busy_pages_do_not_query_more_in_a_larger_town(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grow, "SIZE", 60)
    town.plant(now, "a phrase for a test", quiet, elders=60)
    before = {each.name: each.queries for each in measure(5)}
    town.plant(now, "a phrase for a test", quiet, elders=240)
    after = {each.name: each.queries for each in measure(5)}
    assert len(before) >= 10
    assert after == before


def test_the_landing_shows_the_tour_of_a_demo_only(committed: str, settings: Any, tmp_path: Path) -> None:
    assert 'id="tour"' not in Client().get("/").content.decode()
    settings.DEMO_TOUR = json.loads(tour.leave(tmp_path, "bamboo-jade-12", 0).read_text())
    english = html.unescape(Client(headers={"accept-language": "en"}).get("/").content.decode())
    chinese = Client(headers={"accept-language": "zh-hans"}).get("/").content.decode()
    for stop in tour.STOPS:
        assert stop.who_en in english
        assert stop.who in chinese
    assert "bamboo-jade-12" in english
    assert "Wang Guifang" not in chinese
    settings.DEMO_TOUR = json.loads(tour.leave(tmp_path, "", 0).read_text())
    assert "bamboo" not in Client().get("/").content.decode()
    assert oct((tmp_path / tour.FILE).stat().st_mode)[-3:] == "600"


def test_the_tour_tells_an_address_and_a_login_for_every_role() -> None:
    said = tour.told("http://localhost:8000", "bamboo-jade-12", 2_000)
    for stop in tour.stops(2_000):
        assert stop.login in said
        assert f"http://localhost:8000{stop.path}" in said
    assert "bamboo-jade-12" in said
    assert "elder-0-0" not in tour.told("x", "y", 0)
    assert re.search(r"manager|operator|inspector", said)
