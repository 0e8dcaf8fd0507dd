"""The pages of packages, without JavaScript: bought, paid, used, given back; made and withdrawn by a manager."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.tests.factories import HOSPITAL, SYSTEM, OnSale, package
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Account
from yiyang.lifecycle.capacity.models import Slot
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import Package, Service
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders.models import Order
from yiyang.lifecycle.settlement import services as settlement

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology()


@pytest.fixture
def sold(looking_as: Looking, now: datetime, service: Service) -> OnSale:
    with looking_as("manager", "hospital"):
        return package(now, {service.id: 5})


def said(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def typed(page: str) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    return dict(re.findall(r'<input type="hidden" name="(request_key|package_id|person)" value="([^"]+)"', page))


def browser(who: str, house: str | None = None, subject: str | None = None) -> Client:
    """A signed-in browser of a member of the cast, in English."""
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(Account.objects.get(username=who), backend="allauth.account.auth_backends.AuthenticationBackend")
    shoes = {"organisation": house, "subject": subject}
    kept = client.session
    kept.update({name: str(cast.key(code)) for name, code in shoes.items() if code})
    kept.save()
    return client


def bought(looking_as: Looking, now: datetime, sold: OnSale) -> UUID:
    """Limin buys it for her mother on the pages and pays; the order."""
    limin = browser("limin", subject="guifang")
    page = reverse("course:buy", args=[sold.service_id])
    answer = limin.post(page, typed(said(limin.get(page))))
    with looking_as(SYSTEM):
        order = Order.objects.get(service_id=sold.service_id)
    assert (answer.status_code, answer["Location"]) == (302, reverse("bill", args=[order.id]))
    with looking_as("desk", "hospital") as desk:
        settlement.take(by=desk, now=now, order_id=order.id, request_key="k")
    return order.id


def test_a_daughter_buys_a_package_uses_it_and_sees_what_is_left(
    looking_as: Looking, now: datetime, sold: OnSale, service: Service
) -> None:
    limin = browser("limin", subject="guifang")
    offer = said(limin.get(reverse("packages")))
    assert "Five visits" in offer
    assert reverse("course:buy", args=[sold.service_id]) in offer
    assert "Five visits" in said(limin.get(reverse("provider", args=[service.id])))
    page = said(limin.get(reverse("course:buy", args=[sold.service_id])))
    for words in ("5 times", "90 days", "200.00", "within 7 days", "Wang Guifang", "Buy and pay"):
        assert words in page
    order_id = bought(looking_as, now, sold)
    standing = said(limin.get(reverse("course:show", args=[order_id])))
    assert "5 of 5 left" in standing
    assert reverse("appointment:choose", args=[service.id]) in standing
    assert "5 of 5 uses left" in said(limin.get(reverse("orders")))
    assert "5 of 5 left" in said(limin.get(reverse("packages")))
    with looking_as("manager", "hospital"):
        slot = Slot.objects.filter(session_id=session(now, service=service)).values_list("id", flat=True)[0]
    choose = reverse("appointment:choose", args=[service.id])
    assert "Use the package “Five visits”: 5 left" in said(limin.get(choose))
    form = {"slot_id": str(slot), "request_key": uuid4().hex, "pay_with": "package"}
    assert limin.post(choose, form).status_code == 302
    assert "4 of 5 uses left" in said(limin.get(reverse("orders")))
    refused = limin.post(reverse("course:give_back", args=[order_id]), {"request_key": "k", "reason": "too dear"})
    assert refused.status_code == 422
    assert "Cancel what is booked first" in said(refused)


def test_unused_it_is_given_back_and_says_what_comes_back(looking_as: Looking, now: datetime, sold: OnSale) -> None:
    order_id = bought(looking_as, now, sold)
    limin = browser("limin", subject="guifang")
    page = reverse("course:give_back", args=[order_id])
    assert "200.00 comes back to you." in said(limin.get(page))
    assert limin.post(page, {"request_key": "k", "reason": ""}).status_code == 422
    assert limin.post(page, {"request_key": "k", "reason": "not needed"}).status_code == 302
    assert "This package was given back." in said(limin.get(reverse("course:show", args=[order_id])))
    assert "returned" in said(limin.get(reverse("bill", args=[order_id])))


def test_a_stranger_finds_nothing_and_who_is_not_signed_in_is_asked_to(
    looking_as: Looking, now: datetime, sold: OnSale
) -> None:
    order_id = bought(looking_as, now, sold)
    stranger = browser("stranger")
    for page in (reverse("course:show", args=[order_id]), reverse("course:give_back", args=[order_id])):
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, {"request_key": "k", "reason": "x"}).status_code in (404, 405)
    assert "Left" not in said(stranger.get(reverse("packages")))
    nobody, page = Client(headers={"accept-language": "en"}), reverse("course:buy", args=[sold.service_id])
    assert "Sign in to buy" in said(nobody.get(page))
    assert nobody.post(page, typed(said(nobody.get(page)))).status_code == 401
    assert stranger.get(reverse("course:buy", args=[uuid4()])).status_code == 404
    assert stranger.get(reverse("course:house")).status_code == 302
    assert browser("desk", "hospital").get(reverse("course:house")).status_code == 403


def test_the_page_of_its_service_leads_to_the_package(sold: OnSale) -> None:
    page = said(browser("limin", subject="guifang").get(reverse("provider", args=[sold.service_id])))
    assert reverse("course:buy", args=[sold.service_id]) in page
    assert "Go on to order" in page
    assert "Choose a day and a number" not in page


def test_another_package_than_the_one_on_the_page_is_refused(sold: OnSale) -> None:
    limin, page = browser("limin", subject="guifang"), reverse("course:buy", args=[sold.service_id])
    refused = limin.post(page, {"package_id": str(uuid4()), "request_key": "k"})
    assert (refused.status_code, "Please choose a package." in said(refused)) == (422, True)


def test_the_desk_sells_one_for_somebody_at_the_counter(looking_as: Looking, now: datetime, sold: OnSale) -> None:
    with looking_as("desk", "hospital") as by:
        visitor = people.register_person(by=by, now=now, name="周明", sex="male").id
    desk = browser("desk", "hospital")
    page = f"{reverse('course:buy', args=[sold.service_id])}?person={visitor}"
    assert desk.post(page, typed(said(desk.get(page)))).status_code == 302
    with looking_as(SYSTEM):
        order = Order.objects.get()
    assert (order.person_id, order.channel) == (visitor, "desk")
    strangers = f"{reverse('course:buy', args=[sold.service_id])}?person={cast.key('stranger')}"
    assert desk.post(strangers, typed(said(desk.get(strangers)))).status_code == 404


def test_a_manager_makes_a_package_once_and_withdraws_it(looking_as: Looking, now: datetime, service: Service) -> None:
    manager, page = browser("manager", "hospital"), reverse("course:house")
    form = {
        **typed(said(manager.get(page))),
        "name": "复诊套餐",
        "price": "88.80",
        "valid_days": "90",
        "return_days": "7",
    }
    for wrong in ({}, {f"uses_{service.id}": "many"}, {f"uses_{service.id}": "0"}, {f"uses_{uuid4()}": "3"}):
        refused = manager.post(page, {**form, **wrong})
        assert refused.status_code == 422
        assert "复诊套餐" in said(refused)
    for _ in range(2):
        assert manager.post(page, {**form, f"uses_{service.id}": "3"}).status_code == 302
    with looking_as("manager", "hospital"):
        made = Package.objects.get(organisation_id=HOSPITAL)
    assert (made.price_minor, made.valid_days) == (8_880, 90)
    assert "复诊套餐" in said(manager.get(page))
    assert manager.post(reverse("course:withdraw", args=[made.service_id])).status_code == 302
    assert "No package is on offer." in said(manager.get(page))
    assert "复诊套餐" not in said(Client().get(reverse("packages")))
