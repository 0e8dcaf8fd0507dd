"""A calendar under a secret address: what it holds, who reads it, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db import transaction
from django.test import Client
from icalendar import Calendar

from yiyang.config.demo import cast
from yiyang.doors.web.tests import test_pages
from yiyang.doors.web.tests.test_pages import words
from yiyang.foundation.actors import Actor
from yiyang.ground.people.models import Account, CalendarAddress
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import services as orders

Looking = Callable[..., AbstractContextManager[Actor]]


def browser(who: str | None = None) -> Client:
    """A browser on a committed database; who it belongs to is written in a transaction of its own."""
    with transaction.atomic():
        return test_pages.browser(who)


def address(who: str, calendar: str = "visits") -> str:
    """Make an address and read it from the one page that shows it."""
    page = words(browser(who).post("/security/calendar", {"make": calendar}))
    found = re.search(r"<code[^>]*>https?://[^/]+(/calendar/[\w-]+\.ics)</code>", page)
    assert found is not None
    return found[1]


def test_the_family_reads_its_visits_and_nobody_elses(committed: str, looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"), transaction.atomic():
        service = cardiology()
        session_id = session(now, service=service)
    with looking_as("limin") as limin, transaction.atomic():
        order = orders.place(
            by=limin,
            now=now,
            service_id=service.id,
            person_id=cast.key("guifang"),
            detail={"session_id": str(session_id)},
            request_key="k",
        )
    mine = address("limin")
    nobody = browser()
    answer = nobody.get(mine)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    parsed = Calendar.from_ical(text)
    events = parsed.walk("VEVENT")
    assert [str(each["UID"]) for each in events] == [f"{order.id}@yiyang"]
    assert events[0].decoded("DTSTART") == order.starts_at
    assert events[0].decoded("DTSTART").utcoffset() == timedelta(0)
    assert "王桂芳" not in text, "the given name is enough for a daughter"
    assert "桂芳" in str(events[0]["SUMMARY"])
    assert Calendar.from_ical(nobody.get(address("stranger")).content).walk("VEVENT") == []
    signed_in = browser("limin").get(mine)
    assert signed_in.status_code == 302, "a browser that is signed in is shown its page"
    with transaction.atomic(using="worker"):
        kept = CalendarAddress.objects.using("worker").get(person_id=cast.key("limin"))
    assert kept.token_digest not in mine
    again = address("limin")
    assert nobody.get(mine).status_code == 404, "a new address ends the one before"
    assert nobody.get(again).status_code == 200
    browser("limin").post("/security/calendar", {"end": "visits"})
    assert nobody.get(again).status_code == 404
    assert nobody.get("/calendar/guess.ics").status_code == 404


def test_a_doctors_hours_name_the_house_and_no_patient(committed: str, looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"), transaction.atomic():
        service = cardiology()
        capacity.add_session(
            by=cast.actor("manager", "hospital"), now=now, service_id=service.id,
            starts_at=now + timedelta(days=1), numbers=6, minutes_per_number=10,
        )  # fmt: skip
    work = address("zhao", "work")
    text = browser().get(work).content.decode()
    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == 1
    assert events[0].decoded("DTEND") - events[0].decoded("DTSTART") == timedelta(hours=1)
    assert "都江堰医疗中心" in str(events[0]["SUMMARY"])
    with transaction.atomic(using="owner"):
        Account.objects.using("owner").filter(username="zhao").update(is_active=False)
    assert browser().get(work).status_code == 404, "an account that is closed reads nothing"


def test_the_page_asks_for_a_sign_in_and_offers_work_to_professionals_only(committed: str) -> None:
    assert browser().get("/security/calendar").status_code == 302
    assert "Nobody who comes is named" not in words(browser("limin").get("/security/calendar"))
    zhao = words(browser("zhao").get("/security/calendar"))
    assert "Nobody who comes is named" in zhao
    assert browser("limin").post("/security/calendar", {"make": "secrets"}).status_code == 422
