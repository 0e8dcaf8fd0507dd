"""List and search pages ask the database equally often, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import NOW
from tests.promises import worlds
from tests.promises.test_matrix import Asker, Caller
from tests.promises.worlds import Worlds
from yiyang.config.demo import cast
from yiyang.config.demo.town import ZONE, acting
from yiyang.doors.web import order_list
from yiyang.doors.web.order_list import OrderCard, Tile, order_tile
from yiyang.foundation.clock import day_of
from yiyang.ground.places import services as places
from yiyang.ground.trust import services as trust

FEW, MORE = 5, 50


def grow(both: Worlds, rows: int, from_: int) -> date:
    """Rows for every list: visits of one person, bookings of one day, applications, sealed entries; that day."""
    desk, house, service = cast.actor("desk", "hospital"), cast.key("hospital"), both.own["service"]
    past = worlds._sessions(desk, house, service, NOW - timedelta(days=28), NOW - timedelta(days=10))
    ahead = worlds._sessions(desk, house, service, NOW, NOW + timedelta(days=10))
    visits = list(_visits(past))
    for place in range(from_, rows):
        if place < len(visits):
            session, booked_at = visits[place]
            order = worlds._book(cast.actor("guifang"), service, session, booked_at)
            worlds._visit(order, cast.actor("zhao", "hospital"), desk, cast.key("guifang"), f"Visit {place}")
        person = cast.key(cast.PEOPLE[place][0])
        if person != cast.key("guifang"):
            worlds._book(cast.actor(cast.PEOPLE[place][0]), service, ahead[1], NOW)
        operator = cast.actor("operator", "office")
        with acting(operator, NOW):
            new = places.register_organisation(by=operator, now=NOW, name=f"机构 {place}", kinds=["home-nursing"])
            places.open_application(by=operator, now=NOW, organisation_id=new.id)
    trust.seal(NOW)
    with acting(desk, NOW):
        until = NOW + timedelta(days=10)
        cards = worlds.capacity_questions.sessions_of(desk, house, now=NOW, service_id=service, until=until)
    return next(day_of(each.starts_at, ZONE) for each in cards if each.id == ahead[1])


def _visits(sessions: list[UUID]) -> Iterator[tuple[UUID, datetime]]:
    for session in sessions:
        yield session, NOW - timedelta(days=29)


def counts(asker: Asker, both: Worlds, day: date) -> dict[str, int]:
    """How many statements each page sends."""
    house = {"desk": "hospital", "reviewer": "office", "operator": "office"}
    pages = [
        ("nobody", reverse("find"), {"need": "cardiology"}),
        ("limin", reverse("provider", args=[both.own["service"]]), {}),
        ("guifang", reverse("orders"), {}),
        ("guifang", reverse("file_of", args=[both.own["person"]]), {}),
        ("guifang", reverse("inbox"), {}),
        ("desk", reverse("appointment:desk"), {"day": str(day)}),
        ("reviewer", reverse("entries"), {}),
        ("operator", reverse("trust"), {}),
    ]
    found = {}
    for name, url, asked in pages:
        at = house.get(name, "")
        session = worlds.session_of(cast.key(name), cast.key(at) if at else None) if name != "nobody" else ""
        with CaptureQueriesContext(connections["default"]) as caught:
            answer = asker.get(Caller(name, at, session), "GET", url, asked)
        assert answer.status == 200, (url, answer.status, answer.fault)
        found[url] = len(caught)
    return found


def asking_for_each(card: OrderCard, now: datetime) -> Tile:
    """The control: a tile that asks the database for its row."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    return order_tile(card, now)


def test_lists_ask_equally_often_however_long_they_are(two_worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(two_worlds)
    day = grow(two_worlds, FEW, 0)
    few = counts(asker, two_worlds, day)
    with monkeypatch.context() as patch:
        patch.setattr(order_list, "order_tile", asking_for_each)
        few_by_row = counts(asker, two_worlds, day)["/orders"]
    grow(two_worlds, MORE, FEW)
    more = counts(asker, two_worlds, day)
    print("queries a page:", more)
    assert more == few
    monkeypatch.setattr(order_list, "order_tile", asking_for_each)
    assert counts(asker, two_worlds, day)["/orders"] > few_by_row, "the control: one question a row is seen"
