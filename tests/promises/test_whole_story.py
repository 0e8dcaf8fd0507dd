"""List and search pages ask the database equally often, however many rows there are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
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
from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.money import Money
from yiyang.ground.people.models import Person
from yiyang.ground.places import services as places
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.services import Week
from yiyang.lifecycle.offers import services as offers

FEW, MORE = 5, 50


def grow(both: Worlds, rows: int, from_: int) -> date:
    """Rows for every list: visits of one person, bookings of one day, services, applications, sealed entries; that day."""
    desk, house = cast.actor("desk", "hospital"), cast.key("hospital")
    busy = _put_up("busy", 60, NOW - timedelta(days=62)) if from_ == 0 else _busy[0]
    _busy[:] = [busy]
    past = worlds._sessions(desk, house, busy, NOW - timedelta(days=60), NOW - timedelta(days=1))
    ahead = worlds._sessions(desk, house, busy, NOW, NOW + timedelta(days=10))
    operator = cast.actor("operator", "office")
    for place in range(from_, rows):
        order = worlds._book(cast.actor("guifang"), busy, past[place], NOW - timedelta(days=61))
        worlds._visit(order, cast.actor("zhao", "hospital"), desk, cast.key("guifang"), f"Visit {place}")
        worlds._book(Actor.person(_somebody(place)), busy, ahead[1], NOW)
        _put_up(f"s{place}", 5, NOW)
        with acting(operator, NOW):
            new = places.register_organisation(by=operator, now=NOW, name=f"机构 {place}", kinds=["home-nursing"])
            places.open_application(by=operator, now=NOW, organisation_id=new.id)
    trust.seal(NOW)
    with acting(desk, NOW):
        until = NOW + timedelta(days=10)
        cards = worlds.capacity_questions.sessions_of(desk, house, now=NOW, service_id=busy, until=until)
    return next(day_of(each.starts_at, ZONE) for each in cards if each.id == ahead[1])


_busy: list[UUID] = []


def _put_up(name: str, numbers: int, at: datetime) -> UUID:
    """One more service that anybody finds, with so many numbers a day."""
    manager, house = cast.actor("manager", "hospital"), cast.key("hospital")
    with acting(manager, at):
        service = offers.offer(
            by=manager, now=at, organisation_id=house, need="cardiology", mode="appointment", name=f"号 {name}",
            name_en=f"Clinic {name}", price=Money(1500), terms="prepaid", duration_minutes=5,
        )  # fmt: skip
        schedule = capacity.open_schedule(
            by=manager, now=at, service_id=service.id, from_on=day_of(at, ZONE), room=name,
            week=[Week(day, time(13), numbers, 5) for day in range(1, 8)],
        )  # fmt: skip
        capacity.plan(by=manager, now=at, schedule_id=schedule, until_on=day_of(NOW, ZONE) + timedelta(days=4))
    return service.id


def _somebody(place: int) -> UUID:
    """A person of their own for every booking of the day."""
    person = cast.key(f"somebody-{place}")
    with transaction.atomic(using="owner"):
        Person.objects.using("owner").create(id=person, name=f"某人 {place}", sex="female")
    return person


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
