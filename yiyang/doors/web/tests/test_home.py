"""The first page of an elder and of a family: the day, the medicines, whom to see again, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from yiyang.care.records import services as records
from yiyang.config.demo import cast
from yiyang.doors.web.middleware import policy
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.face.components.map import Map, Place
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment import services as appointment
from yiyang.fulfilment.appointment.tests.factories import book, numbers
from yiyang.ground.access import actions
from yiyang.ground.people import services as people
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
GUIFANG, LIMIN = cast.key("guifang"), cast.key("limin")


def test_an_elder_finds_her_medicine_and_her_doctor_again(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service = cardiology(terms="postpaid")
        slot = numbers(session(now, service=service, hours_ahead=1), now)[0]
    with looking_as("guifang") as guifang:
        order = book(guifang, now, service.id, slot)
    at = now + timedelta(hours=1)
    with looking_as("desk", "hospital") as desk:
        appointment.check_in(by=desk, now=at, order_id=order.id)
    with looking_as("zhao", "hospital") as zhao:
        visit = appointment.see(by=zhao, now=at, order_id=order.id)
        records.prescribe(
            by=zhao, now=at, person_id=GUIFANG, encounter_id=visit, code="C08CA01", code_system="http://www.whocc.no/atc",
            display="Amlodipine 5 mg", dosage="one after breakfast",
        )  # fmt: skip
        appointment.finish(by=zhao, now=at + timedelta(minutes=9), order_id=order.id)
    assert "To pay: Cardiology" in words(browser("limin").get("/"))  # paid after the work
    page = words(browser("guifang").get("/"))
    for said in ("Amlodipine 5 mg", "one after breakfast", "Dr Zhao Wenhua again", f"/appointment/choose/{service.id}"):
        assert said in page
    assert "one after breakfast" in words(browser("guifang").get("/week"))
    assert "Amlodipine" not in words(browser("stranger").get("/"))
    sheet = f"/visit/{visit}/sheet"
    assert "Amlodipine 5 mg" in words(browser("zhao", "hospital").get(sheet))
    assert browser("stranger").get(sheet).status_code == 404


def test_a_daughter_sees_for_each_elder_what_waits_for_her(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service = cardiology(terms="prepaid")
        slot = numbers(session(now, service=service, hours_ahead=26), now)[0]
    assert "Nothing waits for you today." in words(browser("limin").get("/"))
    with looking_as("guifang") as guifang:
        book(guifang, now, service.id, slot)
    assert "To pay:" in words(browser("limin").get("/"))
    browser("guifang").post("/help")
    with looking_as("guifang") as guifang:
        people.grant_family(
            by=guifang, now=now, person_id=GUIFANG, relative_id=LIMIN, relationship="DAU", scopes=[actions.RECORDS]
        )
    hidden = words(browser("limin").get("/"))
    assert "They have not let you see their visits." in hidden
    assert "To pay:" not in hidden
    assert "Wang Guifang" not in words(browser("stranger").get("/"))


def test_a_home_with_many_elders_asks_little_more_than_one_with_few(looking_as: Looking, now: datetime) -> None:
    def grow(count: int) -> int:
        for number in range(count):
            with looking_as("chen", "community") as chen:
                elder = people.register_person(by=chen, now=now, name=f"老人{number}", sex="female", person_id=uuid4())
            with looking_as(Actor.person(elder.id)) as herself:
                facts = {"person_id": elder.id, "relative_id": LIMIN, "relationship": "DAU"}
                people.grant_family(by=herself, now=now, scopes=[actions.SEE], **facts)
        client = browser("limin")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/").status_code == 200
        return len(asked)

    few, many = grow(4), grow(45)
    assert many - few <= 14  # twelve elders are shown, five before: two questions to access for each, nothing else


def test_the_content_policy_follows_the_tile_server_and_admits_nothing_else() -> None:
    place = Place("Home", 30.99, 103.62)
    assert "img-src 'self' data:;" in policy()
    assert "data-tiles" not in Map(title="Where", places=(place,)).show()
    with override_settings(MAP_TILES="https://{s}.tiles.example/{z}/{x}/{y}.png", MAP_CREDIT="© those who drew it"):
        assert "img-src 'self' data: https://*.tiles.example;" in policy()
        assert "script-src 'self';" in policy()
        assert 'data-credit="© those who drew it"' in Map(title="Where", places=(place,)).show()


def test_a_map_keeps_its_distances_and_its_marks_apart() -> None:
    home = Place("Home", 30.99, 103.62, kind="here")
    north = Place("North", 30.99 + 1000 / 111_320, 103.62)
    twin = Place("Next door", 30.99 + 1010 / 111_320, 103.62)
    drawn = Map(title="Where", places=(home, north, twin))
    spots = drawn.spots
    assert [spot.far for spot in spots] == ["0 m", "1 km", "1 km"]
    assert spots[1].y < spots[0].y  # north is up
    distances = [((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for a in spots for b in spots if a is not b]
    assert min(distances) >= 51
    page = drawn.show()
    assert page.count("<li>") == 2
    assert "1 km" in page
