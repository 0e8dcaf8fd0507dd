"""Whoever comes too late is told so at little cost, and offered the next numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.screens import taken
from yiyang.fulfilment.appointment.tests.factories import book, numbers
from yiyang.fulfilment.appointment.tests.test_pages import browser, key
from yiyang.ground.places.models import Paper
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders.models import Order

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
QUERIES_MAX = 6  # the transaction, who asks, what is left, and whether this was asked before
BYTES_MAX = 6_000


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology()


@pytest.fixture
def slots(looking_as: Looking, now: datetime, service: Service) -> list[UUID]:
    with looking_as("manager", "hospital"):
        return numbers(session(now, service=service, hours_ahead=2, numbers=9), now)


@pytest.fixture
def page(service: Service) -> str:
    return reverse("appointment:choose", args=[service.id])


def wish(slot: UUID, request_key: str = "") -> dict[str, str]:
    return {"slot_id": str(slot), "request_key": request_key or uuid4().hex, "portal": "elder"}


def test_too_late_costs_six_queries_and_little_paper_and_offers_the_next_numbers(
    looking_as: Looking, now: datetime, service: Service, slots: list[UUID], page: str
) -> None:
    with looking_as("guifang") as guifang:
        book(guifang, now, service.id, slots[0])
    stranger = browser("stranger")
    stranger.cookies["django_language"] = "en"
    stranger.get(page)
    with CaptureQueriesContext(connection) as counted:
        late = stranger.post(page, wish(slots[0]))
    text = late.content.decode()
    assert (late.status_code, len(counted) <= QUERIES_MAX, len(text) <= BYTES_MAX) == (422, True, True), len(counted)
    assert "Somebody else has just taken this number." in text
    assert re.findall(r'name="slot_id" value="([^"]+)"', text) == [str(each) for each in slots[1:7]]
    assert "portal-elder" in text
    stranger.cookies["django_language"] = "zh-hans"
    assert "以下号还空着" in stranger.post(page, wish(slots[0])).content.decode()
    again = stranger.post(page, {"slot_id": str(slots[1]), "request_key": key(late.content)})
    assert again.status_code == 302


def test_the_same_request_again_is_answered_as_before(looking_as: Looking, page: str, slots: list[UUID]) -> None:
    limin = browser("limin", subject="guifang")
    first = limin.post(page, wish(slots[0], "one"))
    assert (first.status_code, limin.post(page, wish(slots[0], "one"))["Location"]) == (302, first["Location"])
    with looking_as("guifang"):
        assert Order.objects.count() == 1


def test_who_is_overtaken_between_look_and_claim_gets_the_same_page(
    looking_as: Looking, now: datetime, service: Service, slots: list[UUID], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking_as("guifang") as guifang:
        book(guifang, now, service.id, slots[0])
    looks, real = [], taken.capacity.numbers_left

    def open_at_first(*asked: object, **more: object) -> object:
        looks.append(1)
        return (True, []) if len(looks) == 1 else real(*asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(taken.capacity, "numbers_left", open_at_first)
    late = browser("stranger").post(page, wish(slots[0]))
    assert (late.status_code, len(looks)) == (422, 2)
    assert str(slots[1]) in late.content.decode()


def test_when_nothing_is_free_or_the_house_takes_no_bookings_no_number_is_offered(
    looking_as: Looking, now: datetime, service: Service, slots: list[UUID], page: str
) -> None:
    with looking_as("guifang") as guifang:
        book(guifang, now, service.id, slots[0])
    with looking_as("manager", "hospital"):
        Paper.objects.update(expires_on=now.date())
    late = browser("stranger").post(page, wish(slots[0])).content.decode()
    assert "slot_id" not in late
    refused = browser("stranger").post(page, wish(slots[1]))
    assert refused.status_code == 422
    assert "slot_id" not in refused.content.decode()


def test_a_desk_keeps_its_whole_form(
    looking_as: Looking, now: datetime, service: Service, slots: list[UUID], page: str
) -> None:
    with looking_as("guifang") as guifang:
        book(guifang, now, service.id, slots[0])
    late = browser("desk", "hospital").post(page, wish(slots[0]))
    assert late.status_code in (404, 422)
    if late.status_code == 422:
        assert 'name="channel"' in late.content.decode()
