"""The pages, without JavaScript: a number is chosen and taken, moved, cancelled; the desk and the doctor work."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from yiyang.config.demo import cast
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.tests.factories import SYSTEM, book, numbers
from yiyang.ground.people.models import Account
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.models import Order

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology()


@pytest.fixture
def today(looking_as: Looking, now: datetime, service: Service) -> UUID:
    with looking_as("manager", "hospital"):
        return session(now, service=service, hours_ahead=2)


def browser(who: str, house: str | None = None, subject: str | None = None) -> Client:
    """A signed-in browser in the shoes of a member of the cast."""
    client = Client()
    client.force_login(Account.objects.get(username=who), backend="allauth.account.auth_backends.AuthenticationBackend")
    kept = client.session
    if house:
        kept["organisation"] = str(cast.key(house))
    if subject:
        kept["subject"] = str(cast.key(subject))
    kept.save()
    return client


def key(page: bytes) -> str:
    found = re.search(rb'name="request_key" value="([^"]+)"', page)
    assert found
    return found[1].decode()


def the_order(looking_as: Looking) -> Order:
    with looking_as(SYSTEM):
        return Order.objects.get()


def test_a_daughter_takes_a_number(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    limin, page = browser("limin", subject="guifang"), reverse("appointment:choose", args=[service.id])
    shown = limin.get(page)
    assert shown.status_code == 200
    assert shown.content.count(b'name="slot_id"') == 5
    slot = numbers(today, now)[1]
    form = {"request_key": key(shown.content), "slot_id": str(slot)}
    first = limin.post(page, form)
    assert first.status_code == 302
    assert limin.post(page, form).headers["location"] == first.headers["location"]
    order = the_order(looking_as)
    assert (order.person_id, order.channel) == (cast.key("guifang"), "relative")
    standing = limin.get(reverse("appointment:show", args=[order.id]))
    assert order.code in standing.content.decode()
    assert browser("stranger").get(reverse("appointment:show", args=[order.id])).status_code == 404


def test_a_taken_number_comes_back_with_the_form(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    slot = numbers(today, now)[0]
    with looking_as("limin") as limin:
        book(limin, now, service.id, slot, person_id=limin.person_id)
    page = reverse("appointment:choose", args=[service.id])
    guifang = browser("limin", subject="guifang")
    refused = guifang.post(page, {"request_key": "k1", "slot_id": str(slot)})
    assert refused.status_code == 422
    assert b'role="alert"' in refused.content
    assert key(refused.content) == "k1"
    nothing = guifang.post(page, {"request_key": "k1"})
    assert nothing.status_code == 422
    assert guifang.post(page, {"request_key": "k1", "slot_id": "x"}).status_code == 422


def test_everyone_may_look_and_nobody_may_book_unsigned(service: Service, today: UUID, now: datetime) -> None:
    page = reverse("appointment:choose", args=[service.id])
    assert Client().get(page).status_code == 200
    slot = str(numbers(today, now)[0])
    assert Client().post(page, {"request_key": "k", "slot_id": slot}).status_code in (302, 401)
    assert browser("stranger", subject="guifang").post(page, {"request_key": "k", "slot_id": slot}).status_code == 404


def test_moving_and_cancelling(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    slots = numbers(today, now)
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, slots[0])
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    guifang = browser("limin", subject="guifang")
    page = reverse("appointment:move", args=[order.id])
    form = {"request_key": key(guifang.get(page).content), "slot_id": str(slots[3])}
    assert guifang.post(page, form).status_code == 302
    page = reverse("appointment:cancel", args=[order.id])
    asked = guifang.get(page)
    assert "50.00" in asked.content.decode()
    without = guifang.post(page, {"request_key": key(asked.content), "reason": ""})
    assert without.status_code == 422
    assert guifang.post(page, {"request_key": key(asked.content), "reason": "好了"}).status_code == 302
    with looking_as("guifang"):
        assert Booking.objects.get(order_id=order.id).state == "cancelled"
    assert browser("stranger").post(page, {"request_key": "k", "reason": "x"}).status_code == 404


def test_paying_by_a_company_and_at_the_till(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    slots = numbers(today, now)
    with looking_as("limin") as limin:
        mine = book(limin, now, service.id, slots[0])
        other = book(limin, now, service.id, slots[1], person_id=limin.person_id)
    page, browse = reverse("appointment:pay", args=[mine.id]), browser("limin")
    asked = browse.get(page).content.decode()
    assert "50.00" in asked
    assert 'value="cash"' not in asked
    sent = browse.post(page, {"request_key": "p1", "provider": "simulator"})
    assert sent.status_code == 302
    assert sent.headers["location"].endswith(f"?back={reverse('appointment:show', args=[mine.id])}")
    assert browse.post(page, {"request_key": "p2", "provider": "no such"}).status_code == 422
    assert browse.post(page, {"request_key": "p3", "provider": "cash"}).status_code == 404
    assert browser("stranger").get(page).status_code == 404
    page, till = reverse("appointment:pay", args=[other.id]), browser("desk", "hospital")
    assert 'value="cash"' in till.get(page).content.decode()
    assert till.post(page, {"request_key": "c1", "provider": "cash"}).status_code == 302
    with looking_as("limin"):
        assert Booking.objects.get(order_id=other.id).state == "booked"
    assert till.post(page, {"request_key": "c2", "provider": "cash"}).status_code == 422
    with clock.frozen(now + timedelta(minutes=15)):
        lapsed = browse.post(reverse("appointment:pay", args=[mine.id]), {"request_key": "p4", "provider": "simulator"})
        assert lapsed.status_code == 422


def test_a_use_of_a_package_instead_of_money(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    page = reverse("appointment:choose", args=[service.id])
    assert 'value="package"' not in browser("limin", subject="guifang").get(page).content.decode()
    with looking_as("manager", "hospital") as manager:
        package = offers.make_package(
            by=manager, now=now, organisation_id=cast.key("hospital"), name="三次复诊", price=Money(12_000),
            valid_days=90, uses={service.id: 3},
        )  # fmt: skip
        offers.grant_package(package_id=package, person_id=cast.key("guifang"), order_id=uuid4(), now=now)
    limin = browser("limin", subject="guifang")
    assert "三次复诊" in limin.get(page).content.decode()
    sent = limin.post(page, {"request_key": "k", "slot_id": str(numbers(today, now)[0]), "pay_with": "package"})
    order = the_order(looking_as)
    assert sent.headers["location"] == reverse("appointment:show", args=[order.id])
    assert (order.state, order.paid_with, order.price_minor) == ("accepted", "package", 0)


def test_nothing_free_and_somebody_waits(looking_as: Looking, now: datetime, service: Service) -> None:
    page, wait = (reverse(f"appointment:{name}", args=[service.id]) for name in ("choose", "watch"))
    limin = browser("limin", subject="guifang")
    assert wait in limin.get(page).content.decode()
    assert limin.post(wait).status_code == 302
    assert 'name="stop" value="yes"' in limin.get(page).content.decode()
    assert limin.post(wait, {"stop": "yes"}).status_code == 302
    assert 'name="stop" value=""' in limin.get(page).content.decode()
    assert wait not in Client().get(page).content.decode()
    assert browser("stranger", subject="guifang").post(wait).status_code == 404


def test_only_the_house_is_the_cause(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, numbers(today, now)[0])
    page = reverse("appointment:cancel", args=[order.id])
    assert browser("limin").post(page, {"request_key": "k", "reason": "provider"}).status_code == 422
    assert 'name="by_house"' not in browser("limin").get(page).content.decode()
    desk = browser("desk", "hospital")
    assert 'name="by_house"' in desk.get(page).content.decode()
    assert desk.post(page, {"request_key": "k", "reason": "ill", "by_house": "on"}).status_code == 302


def test_the_calendar_file(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, numbers(today, now)[0])
    page = reverse("appointment:calendar", args=[order.id])
    answer = browser("limin").get(page)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20261121T040000Z" in answer.content
    assert "王桂芳" not in answer.content.decode()
    assert browser("stranger").get(page).status_code == 404


def test_the_desk_and_the_doctor(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, numbers(today, now)[0])
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    desk, zhao = browser("desk", "hospital"), browser("zhao", "hospital")
    assert "王桂芳" in desk.get(reverse("appointment:desk")).content.decode()
    assert desk.post(reverse("appointment:check_in", args=[order.id])).status_code == 302
    listed = zhao.get(reverse("appointment:list")).content.decode()
    assert reverse("appointment:call_next", args=[today]) in listed
    assert zhao.post(reverse("appointment:call_next", args=[today])).status_code == 302
    assert zhao.post(reverse("appointment:see", args=[order.id])).status_code == 302
    assert reverse("appointment:finish", args=[order.id]) in zhao.get(reverse("appointment:list")).content.decode()
    assert zhao.post(reverse("appointment:finish", args=[order.id])).status_code == 302
    assert "王桂芳" not in browser("chen", "community").get(reverse("appointment:desk")).content.decode()
    for page in ("desk", "list"):
        assert browser("stranger").get(reverse(f"appointment:{page}")).status_code == 403


def test_nobody_came(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, numbers(today, now)[0])
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    page = reverse("appointment:no_show", args=[order.id])
    desk = browser("desk", "hospital")
    assert desk.post(page).status_code == 409
    with clock.frozen(now + timedelta(hours=2)):
        assert page in desk.get(reverse("appointment:desk")).content.decode()
        assert desk.post(page).status_code == 302
