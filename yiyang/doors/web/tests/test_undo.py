"""What was just done can be taken back by one press, by the one who did it, for a quarter of an hour."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from yiyang.config.demo import cast
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.tests.factories import numbers
from yiyang.ground.access import actions
from yiyang.ground.messages.models import Notice
from yiyang.ground.people import selectors as people
from yiyang.ground.people import services as deeds
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
GUIFANG, LIMIN = cast.key("guifang"), cast.key("limin")


def way_back(page: str) -> tuple[str, dict[str, list[str]]]:
    """Where the undo of a page leads, and what it sends."""
    flash = re.search(r'<div class="flash.*?</form>', page, re.S)
    assert flash, "nothing can be taken back here"
    action = re.search(r'action="([^"]+)"', flash[0])
    assert action
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', flash[0]):
        fields.setdefault(name, []).append(value)
    fields.pop("csrfmiddlewaretoken", None)
    return action[1], fields


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology(terms="postpaid")


@pytest.fixture
def slots(looking_as: Looking, now: datetime, service: Service) -> list[UUID]:
    with looking_as("manager", "hospital"):
        return numbers(session(now, service=service, hours_ahead=26), now)


def take(client: object, service: Service, slot: UUID, key: str = "one") -> str:
    answer = client.post(  # type: ignore[attr-defined]
        reverse("appointment:choose", args=[service.id]), {"slot_id": str(slot), "request_key": key}
    )
    assert answer.status_code == 302
    found = re.search(r"/appointment/([0-9a-f-]{36})", answer["Location"])
    assert found
    return found[1]


def test_a_number_goes_back_and_comes_back(service: Service, slots: list[UUID], looking_as: Looking) -> None:
    client = browser("guifang")
    order = take(client, service, slots[0])
    action, sent = way_back(words(client.get("/")))
    assert browser("stranger").post(action, sent).status_code == 404
    assert client.post(action, sent).status_code == 302
    with looking_as("guifang"):
        assert Booking.objects.get(order_id=order).state == "cancelled"
    action, sent = way_back(words(client.get("/")))
    again = client.post(action, sent)
    assert client.post(action, sent)["Location"] == again["Location"]  # pressed twice is taken once
    with looking_as("guifang"):
        assert Booking.objects.filter(slot_id=slots[0], state="booked").count() == 1


def test_it_cannot_be_taken_back_too_late_nor_when_somebody_else_has_it(
    service: Service, slots: list[UUID], now: datetime
) -> None:
    client = browser("guifang")
    order = take(client, service, slots[0])
    client.post(reverse("appointment:cancel", args=[order]), {"reason": "x", "request_key": "c"})
    back = reverse("appointment:retake", args=[order])
    with clock.frozen(now + timedelta(minutes=15, seconds=1)):
        assert 'class="flash' not in words(client.get("/"))
        late = client.post(back)
        assert late.status_code == 409
        assert "too late" in words(late)
    take(browser("limin"), service, slots[0], "two")
    assert client.post(back).status_code == 409
    assert browser("stranger").post(back).status_code == 404


def test_a_move_goes_back_to_the_number_of_before(service: Service, slots: list[UUID], looking_as: Looking) -> None:
    client = browser("guifang")
    order = take(client, service, slots[0])
    client.post(reverse("appointment:move", args=[order]), {"slot_id": str(slots[3]), "request_key": "m"})
    action, sent = way_back(words(client.get("/orders")))
    assert client.post(action, sent).status_code == 302
    with looking_as("guifang"):
        assert Booking.objects.get(order_id=order).slot_id == slots[0]


def test_messages_read_by_mistake_are_unread_again(looking_as: Looking, now: datetime) -> None:
    client = browser("chen", "community")
    browser("guifang").post("/help")
    client.post("/inbox/read")
    action, sent = way_back(words(client.get("/inbox")))
    browser("limin").post(action, sent)  # somebody else's press changes nothing of hers
    with looking_as("chen", "community"):
        assert not Notice.objects.filter(recipient_id=cast.key("chen"), read_at=None).exists()
    assert client.post(action, sent).status_code == 302
    with looking_as("chen", "community"):
        assert Notice.objects.filter(recipient_id=cast.key("chen"), read_at=None).exists()
    assert client.post("/inbox/unread", {"read_at": "never"}).status_code == 422


def test_what_a_daughter_may_do_is_changed_and_made_as_it_was(looking_as: Looking, now: datetime) -> None:
    client = browser("guifang")
    with looking_as("guifang") as guifang:
        before = next(each for each in people.family_of(guifang, GUIFANG, now) if each.relative_id == LIMIN)
    page = words(client.get("/family"))
    change = reverse("family_scopes", args=[LIMIN])
    assert change in page
    assert client.post(change, {"relationship": "DAU", "name": "x"}).status_code == 422  # nothing chosen
    assert client.post(change, {"relationship": "DAU", "scopes": [actions.SEE]}).status_code == 302
    assert scopes_of(looking_as, now) == (actions.SEE,)
    action, sent = way_back(words(client.get("/family")))
    client.post(action, sent)
    assert scopes_of(looking_as, now) == before.scopes
    client.post(reverse("family_leave", args=[LIMIN]))
    assert scopes_of(looking_as, now) == ()
    action, sent = way_back(words(client.get("/family")))
    client.post(action, sent)
    assert scopes_of(looking_as, now) == before.scopes
    assert browser("stranger").get(change).status_code == 404


def scopes_of(looking_as: Looking, now: datetime) -> tuple[str, ...]:
    with looking_as("guifang") as guifang:
        return next((each.scopes for each in people.family_of(guifang, GUIFANG, now) if each.relative_id == LIMIN), ())


def test_who_looked_is_shown_to_a_daughter_who_may_read_the_records_and_to_nobody_else(
    looking_as: Looking, now: datetime
) -> None:
    here = reverse("looks_of", args=[GUIFANG])
    with looking_as("guifang") as guifang:
        facts = {"person_id": GUIFANG, "relative_id": LIMIN, "relationship": "DAU"}
        deeds.grant_family(by=guifang, now=now, scopes=[actions.SEE], **facts)
    assert browser("limin").get(here).status_code == 404
    with looking_as("guifang") as guifang:
        deeds.grant_family(by=guifang, now=now, scopes=[actions.SEE, actions.RECORDS], **facts)
    browser("limin").get(reverse("file_of", args=[GUIFANG]))
    page = words(browser("limin").get(here))
    assert "you gave them a family scope" in page or "family scope" in page
    assert browser("stranger").get(here).status_code == 404


def test_a_page_that_stood_open_for_weeks_still_calls_for_help() -> None:
    from django.test import Client

    kept = browser("guifang")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = kept.cookies
    assert strict.post("/inbox/read").status_code == 403  # the control: elsewhere a stale form is refused
    pressed = strict.post("/help")
    assert pressed.status_code == 302
    assert 'href="tel:120"' in words(strict.get(pressed["Location"]))
    assert strict.post("/help", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    nobody = Client().post("/help")
    assert nobody.status_code == 401
    assert 'href="tel:120"' in words(nobody)


def test_the_desk_calls_for_help_for_whoever_is_on_the_telephone() -> None:
    here = reverse("help_for", args=[GUIFANG])
    assert browser("stranger").post(here).status_code == 404
    assert browser("desk", "hospital").post(here).status_code == 404  # not in the reach of this house
    called = browser("chen", "community").post(here, follow=True)
    assert "Their house has been asked" in words(called)
    assert "Call for help" in words(browser("chen", "community").get("/cases/"))
