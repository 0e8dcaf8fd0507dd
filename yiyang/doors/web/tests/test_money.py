"""The pages of those who keep a till: returning money, invoices, what the house is owed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yiyang.config.demo import cast
from yiyang.doors.web.returning import yuan
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.foundation.money import Money
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.tests.factories import ACTOR_OF_HOSPITAL, letter, letters
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.models import Invoice, Payment, Refund

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(looking_as: Looking, now: datetime) -> UUID:
    """A letter for 600 yuan, paid in cash at the desk."""
    with looking_as("manager", "hospital"):
        service_id = letters(list_price_minor=60_000, open_limit=50).id
    return pay(looking_as, now, service_id)


def pay(looking_as: Looking, now: datetime, service_id: UUID) -> UUID:
    with looking_as("limin") as limin:
        order = letter(limin, now, service_id)
    with looking_as("desk", "hospital") as desk:
        settlement.take(by=desk, now=now, order_id=order.id, request_key="k")
    return order.id


def done(looking_as: Looking, now: datetime, order_id: UUID) -> None:
    with looking_as(ACTOR_OF_HOSPITAL) as house:
        orders.start(order_id=order_id, by=house, now=now)
        orders.complete(order_id=order_id, by=house, now=now)


def back(order_id: UUID) -> str:
    return reverse("refund", args=[order_id])


@pytest.mark.parametrize(("typed", "fen"), [("12.5", 1_250), ("1,200", 120_000), ("¥ 3", 300), (" 0.01 ", 1)], ids=str)
def test_a_sum_is_read_in_yuan(typed: str, fen: int) -> None:
    assert yuan(typed) == Money(fen)


@pytest.mark.parametrize("typed", ["", "twelve", "1.005", "NaN", "1e400", "9" * 40])
def test_what_is_no_sum_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        yuan(typed)
    assert refused.value.field == "amount"


def test_part_and_then_the_rest_goes_back_with_a_reason_and_never_more(
    looking_as: Looking, now: datetime, paid: UUID
) -> None:
    desk = browser("desk", "hospital")
    assert back(paid) in words(desk.get(reverse("bill", args=[paid])))
    assert "600.00" in words(desk.get(back(paid)))
    part = {"amount": "100", "reason": "one sheet was torn", "request_key": "one"}
    for wrong, said in (
        ({"amount": "600.01"}, "At most 600.00 CNY can be returned."),
        ({"amount": "0"}, "At most 600.00 CNY can be returned."),
        ({"amount": "-5"}, "At most 600.00 CNY can be returned."),
        ({"amount": "much"}, "write a sum in yuan"),
        ({"reason": " "}, "say why"),
    ):
        refused = desk.post(back(paid), {**part, **wrong})
        assert (refused.status_code, said in words(refused)) == (422, True), words(refused)
    for _ in range(2):  # pressed twice is returned once
        assert desk.post(back(paid), part).status_code == 302
    assert desk.post(back(paid), {**part, "amount": "99"}).status_code == 409
    assert "partly returned" in words(desk.get(reverse("bill", args=[paid])))
    assert desk.post(back(paid), {**part, "amount": "500", "request_key": "two"}).status_code == 302
    assert back(paid) not in words(desk.get(reverse("bill", args=[paid])))
    with looking_as("desk", "hospital"):
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 60_000
        with pytest.raises(IntegrityError, match="payment_refunds"), transaction.atomic():
            Payment.objects.update(refunded_minor=60_001)


def test_only_the_till_returns_money_and_a_stranger_learns_nothing(paid: UUID) -> None:
    for who, house in (("stranger", None), ("limin", None), ("zhao", "hospital"), ("chen", "community")):
        reader = browser(who, house)
        assert reader.get(back(paid)).status_code == 404
        assert reader.post(back(paid), {"amount": "1", "reason": "x", "request_key": "k"}).status_code == 404
        assert reader.get("/money").status_code in (302, 403)
    assert back(paid) not in words(browser("limin", subject="guifang").get(reverse("bill", args=[paid])))
    assert browser().get("/money").status_code == 302


def test_above_five_hundred_yuan_somebody_else_agrees_or_does_not(
    looking_as: Looking, now: datetime, paid: UUID
) -> None:
    manager = browser("manager", "hospital")
    much = {"amount": "600", "reason": "the pen broke", "request_key": "k"}
    assert browser("desk", "hospital").post(back(paid), much).status_code == 302
    waiting = words(manager.get("/money"))
    assert "the pen broke" in waiting
    decision = re.search(r'action="(/money/refunds/[^"]+)"', waiting)
    assert decision
    assert "waits for somebody else" in words(browser("desk", "hospital").get("/money"))
    for who, house in (("desk", "hospital"), ("limin", None), ("stranger", None)):
        assert browser(who, house).post(decision[1], {"deed": "approve"}).status_code == 404
    assert manager.post(decision[1], {"deed": "decline"}).status_code == 302
    assert browser("desk", "hospital").post(back(paid), {**much, "request_key": "again"}).status_code == 302
    again = re.search(r'action="(/money/refunds/[^"]+)"', words(manager.get("/money")))
    assert again
    assert manager.post(again[1], {"deed": "approve"}).status_code == 302
    assert "None waits." in words(manager.get("/money"))
    assert "returned" in words(manager.get(reverse("bill", args=[paid])))
    own = {**much, "request_key": "mine"}
    assert manager.post(back(paid), own).status_code == 422  # nothing is left


def test_who_asked_cannot_agree(looking_as: Looking, now: datetime, paid: UUID) -> None:
    manager = browser("manager", "hospital")
    manager.post(back(paid), {"amount": "600", "reason": "mine", "request_key": "k"})
    page = words(manager.get("/money"))
    assert "waits for somebody else" in page
    assert "/money/refunds/" not in page
    with looking_as("manager", "hospital"):
        refund = Refund.objects.get()
    assert manager.post(reverse("refund_decision", args=[refund.id]), {"deed": "approve"}).status_code == 403
    assert manager.post(reverse("refund_decision", args=[uuid4()]), {"deed": "approve"}).status_code == 404


def test_an_invoice_is_issued_once_shown_printed_and_corrected(looking_as: Looking, now: datetime, paid: UUID) -> None:
    limin, bill = browser("limin", subject="guifang"), reverse("bill", args=[paid])
    assert limin.post(bill, {"deed": "invoice"}).status_code == 409  # the work is still ahead
    done(looking_as, now, paid)
    first = limin.post(bill, {"deed": "invoice"})
    assert first.status_code == 302
    assert limin.post(bill, {"deed": "invoice"})["Location"] == first["Location"]
    page = words(limin.get(first["Location"]))
    for said in ("2026-000001", "600.00", "Wang Guifang", "A letter", "In all"):
        assert said in page
    assert browser("stranger").get(first["Location"]).status_code == 404
    desk = browser("desk", "hospital")
    desk.post(back(paid), {"amount": "100", "reason": "torn", "request_key": "k"})
    second = desk.post(bill, {"deed": "invoice"})
    corrected = words(desk.get(second["Location"]))
    assert "2026-000002" in corrected
    assert "Corrects number" in corrected
    assert "− ¥ 100.00" in corrected
    assert "Invoice 2026-000001" in words(desk.get(bill))
    with looking_as("desk", "hospital"):
        assert Invoice.objects.count() == 2


def test_a_house_sees_what_it_is_owed_month_by_month(looking_as: Looking, now: datetime, paid: UUID) -> None:
    desk = browser("desk", "hospital")
    page = words(desk.get("/money"))
    for said in ("cash at the desk", "¥ 600.00", "November 2026", "Bills of this month"):
        assert said in page
    assert re.search(r"Paid in advance for work still ahead, today</dt><dd>¥ 600.00", page)
    done(looking_as, now, paid)
    assert re.search(r"Earned by work that ended in this month</dt><dd>¥ 600.00", words(desk.get("/money")))
    desk.post(back(paid), {"amount": "50", "reason": "torn", "request_key": "k"})
    assert "¥ 550.00" in words(desk.get("/money"))
    before = words(desk.get("/money?month=2026-10"))
    assert "Nothing came in this month." in before
    assert "?month=2026-11" in before
    assert "December 2025" in words(desk.get("/money?month=2025-12"))
    assert "November 2026" in words(desk.get("/money?month=never"))
    with looking_as("operator", "office") as operator:
        access.assign(
            by=operator, now=now, holder_id=cast.key("stranger"), organisation_id=cast.key("community"),
            role=actions.DESK,
        )  # fmt: skip
    assert "600.00" not in words(browser("stranger", "community").get("/money"))


def test_the_money_page_costs_the_same_queries_for_five_and_for_fifty(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service_id = letters(list_price_minor=100, terms="postpaid", open_limit=50).id
    desk = browser("desk", "hospital")

    def cost(more: int) -> int:
        for number in range(more):
            with looking_as("limin") as limin:
                order = letter(limin, now + timedelta(seconds=number), service_id)
            with looking_as("desk", "hospital") as by:
                orders.cancel(order_id=order.id, by=by, now=now, reason="x") if number % 2 else None
                if not number % 2:
                    settlement.take(by=by, now=now, order_id=order.id, request_key="k")
                    orders.cancel(order_id=order.id, by=by, now=now, reason="provider")
        with CaptureQueriesContext(connection) as counted:
            assert desk.get("/money").status_code == 200
        return len(counted)

    assert cost(5) == cost(45)
