"""Book, pay, be seen, be refunded: every way the money of one order can go, with the cast."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import Looking
from yiyang.adapters.payment_simulator import company
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.errors import HoldLapsed, NothingDue, NotNow, NotRefundable, OwnRefund, UnknownProvider
from yiyang.lifecycle.settlement.models import Bill, Line, Notice, Payment, Refund
from yiyang.lifecycle.settlement.services.chase import ask, process_one, send
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    GUIFANG,
    HOSPITAL,
    LIMIN,
    MANAGER,
    STRANGER,
    SYSTEM,
    ZHAO,
    PlainMode,
    door,
    extra,
    pay_there,
    placed,
    service,
)
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_mode")]
PRICE = Money(5_000)
REVENUE = accounts.revenue(HOSPITAL, "visit", "CNY")
PAYER = accounts.payer(GUIFANG.person_id, "CNY")  # type: ignore[arg-type]


def booked(looking_as: Looking, now: datetime, **details: object):  # type: ignore[no-untyped-def]
    with looking_as(MANAGER):
        service_id = service(**details)
    with looking_as(LIMIN):
        return placed(service_id, LIMIN, now)


def paid(looking_as: Looking, order, now: datetime):  # type: ignore[no-untyped-def]
    with looking_as(LIMIN):
        started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p1")
    pay_there(started, now)
    company.deliver_due(now, door(now))
    understand(looking_as, now)
    return started


def understand(looking_as: Looking, now: datetime) -> list[str]:
    with looking_as(SYSTEM):
        waiting = Notice.objects.filter(done_at=None).order_by("received_at", "id")
        return [settlement.process(notice_id=notice.id, now=now) for notice in waiting]


def send_refunds(looking_as: Looking, now: datetime) -> None:
    with looking_as(SYSTEM):
        for refund in Refund.objects.exclude(send_at=None):
            send(refund.id, HOSPITAL, now)


def stands(looking_as: Looking, order_id, now: datetime):  # type: ignore[no-untyped-def]
    with looking_as(LIMIN):
        return settlement.statement_of(LIMIN, order_id, now)


def test_prepaid_is_paid_and_then_agreed_and_earned_when_done(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now)
    bill = stands(looking_as, order.id, now)
    assert (bill.state, bill.due, bill.payable) == ("due", PRICE, True)
    assert [(line.code, line.amount, line.cause_id) for line in bill.lines] == [("visit", PRICE, order.id)]

    started = paid(looking_as, order, now)
    with looking_as(DESK):
        assert load(order.id).state == "accepted"
        assert ledger.balance(REVENUE) == (Money(0), PRICE)
        assert ledger.balance(PAYER) == (PRICE, -PRICE)
        orders.start(order_id=order.id, by=ZHAO, now=now)
        orders.complete(order_id=order.id, by=ZHAO, now=now)
        assert ledger.balance(REVENUE) == (PRICE, Money(0))
        assert ledger.balance(PAYER) == (Money(0), Money(0))
    bill = stands(looking_as, order.id, now)
    assert (bill.state, bill.due, bill.paid) == ("paid", Money(0), PRICE)
    with looking_as(GUIFANG):
        receipt = settlement.receipt(GUIFANG, started.id, now)
        assert (receipt.amount, receipt.proof.state, receipt.proof.kind) == (PRICE, "pending", "payment.received")
        assert receipt.proof.payload["minor"] == 5_000
    with looking_as(STRANGER):
        for question in (
            lambda: settlement.statement_of(STRANGER, order.id, now),
            lambda: settlement.receipt(STRANGER, started.id, now),
            lambda: settlement.pay(by=STRANGER, now=now, order_id=order.id, provider="simulator", request_key="x"),
        ):
            with pytest.raises(Unknown):
                question()
    with looking_as(STRANGER):
        assert not Bill.objects.exists()
        assert not Line.objects.exists()
        assert not Payment.objects.exists()


def test_a_free_order_moves_no_money(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now, list_price_minor=0, terms="free")
    bill = stands(looking_as, order.id, now)
    assert (bill.state, bill.total, bill.lines) == ("free", Money(0), ())
    with looking_as(LIMIN), pytest.raises(NothingDue):
        settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="x")
    with looking_as(ZHAO):
        orders.start(order_id=order.id, by=ZHAO, now=now)
        orders.complete(order_id=order.id, by=ZHAO, now=now)
    assert ledger.verify().transfers == 0


def test_paying_a_lapsed_hold_is_refused_at_the_very_instant(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now)
    ends = now + timedelta(minutes=15)
    with looking_as(LIMIN):
        for late in (ends, ends + timedelta(hours=1)):
            with pytest.raises(HoldLapsed):
                settlement.pay(by=LIMIN, now=late, order_id=order.id, provider="simulator", request_key="a")
        just = ends - timedelta(microseconds=1)
        first = settlement.pay(by=LIMIN, now=just, order_id=order.id, provider="simulator", request_key="a")
        again = settlement.pay(by=LIMIN, now=just, order_id=order.id, provider="simulator", request_key="b")
        assert again.id == first.id
        with pytest.raises(UnknownProvider):
            settlement.pay(by=LIMIN, now=just, order_id=order.id, provider="shells", request_key="c")
    with looking_as(SYSTEM):
        orders.cancel(order_id=order.id, by=SYSTEM, now=ends, reason="unpaid")
    assert stands(looking_as, order.id, ends).state == "waived"
    with looking_as(LIMIN), pytest.raises(HoldLapsed):
        settlement.pay(by=LIMIN, now=ends, order_id=order.id, provider="simulator", request_key="d")


@pytest.mark.parametrize("swept", [True, False])
def test_money_that_comes_too_late_goes_back_by_itself(looking_as: Looking, now: datetime, swept: bool) -> None:
    order = booked(looking_as, now)
    with looking_as(LIMIN):
        started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p1")
    late = now + timedelta(minutes=16)
    if swept:
        with looking_as(SYSTEM):
            orders.cancel(order_id=order.id, by=SYSTEM, now=late, reason="unpaid")
    pay_there(started, late)
    company.deliver_due(late, door(late))
    assert understand(looking_as, late) == ["returned"]
    send_refunds(looking_as, late)
    bill = stands(looking_as, order.id, late)
    assert bill.state == ("waived" if swept else "due")
    assert [(each.amount, each.reason, each.state) for each in bill.refunds] == [(PRICE, "late", "succeeded")]
    assert [(each.applied, each.refunded) for each in bill.payments] == [(False, PRICE)]
    with looking_as(DESK):
        assert load(order.id).state == ("cancelled" if swept else "requested")
        assert ledger.balance(PAYER).posted == Money(0)


def test_a_cancellation_returns_what_the_published_rule_says(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now)
    with looking_as(MANAGER):
        offers.publish_cancellation(by=MANAGER, now=now, service_id=order.service_id, shares={24: 10_000, 2: 3_333})
    paid(looking_as, order, now)
    with looking_as(LIMIN):
        soon = order.starts_at - timedelta(hours=3)
        orders.cancel(order_id=order.id, by=LIMIN, now=soon, reason="she has a cold")
    send_refunds(looking_as, soon)
    bill = stands(looking_as, order.id, soon)
    assert (bill.state, bill.total, bill.refunded) == ("part-refunded", Money(3_333), Money(1_667))
    assert [line.amount for line in bill.lines] == [PRICE, Money(-1_667)]
    with looking_as(DESK):
        assert ledger.balance(REVENUE) == (Money(3_333), Money(0))
        assert ledger.balance(PAYER) == (Money(0), Money(0))


@pytest.mark.parametrize(
    ("verb", "reason", "state"),
    [("cancel", "provider", "refunded"), ("fail", "no-show", "paid"), ("fail", "the doctor is ill", "refunded")],
)
def test_who_is_the_cause_bears_the_cost(
    looking_as: Looking, now: datetime, verb: str, reason: str, state: str
) -> None:
    order = booked(looking_as, now)
    paid(looking_as, order, now)
    with looking_as(ZHAO):
        after = order.starts_at + timedelta(hours=1)
        getattr(orders, verb)(order_id=order.id, by=ZHAO, now=after, reason=reason)
    assert stands(looking_as, order.id, after).state == state


def test_postpaid_is_billed_with_what_came_on_top_and_taken_at_the_desk(
    looking_as: Looking, now: datetime, plain_mode: PlainMode
) -> None:
    order = booked(looking_as, now, terms="postpaid")
    with looking_as(ZHAO):
        orders.start(order_id=order.id, by=ZHAO, now=now)
        plain_mode.extra[order.id] = [extra(1_234, now)]
        orders.complete(order_id=order.id, by=ZHAO, now=now)
    bill = stands(looking_as, order.id, now)
    assert (bill.state, bill.due) == ("due", Money(6_234))
    with looking_as(DESK):
        first = settlement.take(by=DESK, now=now, order_id=order.id, request_key="t")
        assert settlement.take(by=DESK, now=now, order_id=order.id, request_key="t") == first
        with pytest.raises(NothingDue):
            settlement.take(by=DESK, now=now, order_id=order.id, request_key="other")
        assert ledger.balance(accounts.money_of("desk", HOSPITAL, "CNY")).posted == Money(-6_234)
        assert ledger.balance(accounts.revenue(HOSPITAL, "drugs", "CNY")).posted == Money(1_234)
    assert stands(looking_as, order.id, now).state == "paid"
    with looking_as(LIMIN), pytest.raises(Unknown):
        settlement.take(by=LIMIN, now=now, order_id=order.id, request_key="u")


def test_refunds_never_exceed_what_was_paid(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now)
    paid(looking_as, order, now)
    wish = {"by": DESK, "now": now, "order_id": order.id, "reason": "waited too long"}
    with looking_as(DESK):
        first = settlement.refund(**wish, amount=Money(2_000), request_key="r1")
        assert settlement.refund(**wish, amount=Money(2_000), request_key="r1") == first
        for wrong in (3_001, 0, -1):
            with pytest.raises(NotRefundable):
                settlement.refund(**wish, amount=Money(wrong), request_key="r2")
        settlement.refund(**wish, amount=Money(3_000), request_key="r3")
        payment = Payment.objects.get()
        with pytest.raises(IntegrityError, match="payment_refunds"), transaction.atomic():
            Refund.objects.create(
                organisation_id=HOSPITAL,
                person_id=payment.person_id,
                payment=payment,
                amount_minor=1,
                currency="CNY",
                reason="x",
                request_key="x",
                state="approved",
                asked_at=now,
            )
    assert stands(looking_as, order.id, now).state == "refunded"
    send_refunds(looking_as, now)
    with looking_as(DESK):
        assert ledger.balance(PAYER) == (Money(0), -PRICE)  # what is reserved is released when the work ends
        orders.start(order_id=order.id, by=ZHAO, now=now)
        orders.complete(order_id=order.id, by=ZHAO, now=now)
        assert ledger.balance(PAYER) == ledger.balance(REVENUE) == (Money(0), Money(0))


def test_a_large_refund_needs_two_people(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now, list_price_minor=80_000)
    paid(looking_as, order, now)
    with looking_as(MANAGER):
        [asked] = settlement.refund(
            by=MANAGER, now=now, order_id=order.id, amount=Money(50_001), reason="x", request_key="r"
        )
        assert Refund.objects.get(id=asked).state == "asked"
        with pytest.raises(OwnRefund):
            settlement.approve_refund(by=MANAGER, now=now, refund_id=asked)
    assert stands(looking_as, order.id, now).state == "paid"
    with looking_as(DESK), pytest.raises(Unknown):
        settlement.approve_refund(by=DESK, now=now, refund_id=asked)
    with looking_as(SYSTEM):
        settlement.approve_refund(by=SYSTEM, now=now, refund_id=asked)
        settlement.approve_refund(by=SYSTEM, now=now, refund_id=asked)
    assert stands(looking_as, order.id, now).state == "part-refunded"
    with looking_as(DESK):
        [small] = settlement.refund(by=DESK, now=now, order_id=order.id, amount=Money(1), reason="x", request_key="s")
        assert Refund.objects.get(id=small).state == "approved"


def test_a_declined_refund_frees_what_it_claimed(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now, list_price_minor=80_000)
    paid(looking_as, order, now)
    with looking_as(DESK):
        [asked] = settlement.refund(
            by=DESK, now=now, order_id=order.id, amount=Money(80_000), reason="x", request_key="r"
        )
    with looking_as(MANAGER):
        settlement.decline_refund(by=MANAGER, now=now, refund_id=asked)
        with pytest.raises(NotNow):
            settlement.approve_refund(by=MANAGER, now=now, refund_id=asked)
        assert Payment.objects.get().refunded_minor == 0
    assert stands(looking_as, order.id, now).refunds == ()


def test_paid_twice_is_returned_once(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now, terms="postpaid")
    with looking_as(LIMIN):
        online = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p1")
    with looking_as(DESK):
        settlement.take(by=DESK, now=now, order_id=order.id, request_key="t")
    pay_there(online, now)
    company.deliver_due(now, door(now))
    assert understand(looking_as, now) == ["returned"]
    bill = stands(looking_as, order.id, now)
    assert (bill.state, bill.paid, bill.refunded) == ("paid", PRICE, Money(0))
    assert [(each.amount, each.reason) for each in bill.refunds] == [(PRICE, "surplus")]


def test_waive_and_write_off(looking_as: Looking, now: datetime) -> None:
    first, second = (booked(looking_as, now, terms="postpaid") for _ in range(2))
    with looking_as(DESK), pytest.raises(Unknown):
        settlement.waive(by=DESK, now=now, order_id=first.id, reason="poor")
    with looking_as(MANAGER):
        settlement.waive(by=MANAGER, now=now, order_id=first.id, reason="poor")
        settlement.waive(by=MANAGER, now=now, order_id=first.id, reason="poor")
        with pytest.raises(NotNow):
            settlement.write_off(by=MANAGER, now=now, order_id=second.id, reason="gone")
        for order in (first, second):
            orders.start(order_id=order.id, by=ZHAO, now=now)
            orders.complete(order_id=order.id, by=ZHAO, now=now)
        settlement.write_off(by=MANAGER, now=now, order_id=second.id, reason="gone")
        settlement.write_off(by=MANAGER, now=now, order_id=second.id, reason="gone")
        assert ledger.balance(REVENUE).posted == PRICE
        assert ledger.balance(accounts.written_off(HOSPITAL, "CNY")).posted == -PRICE
    assert stands(looking_as, first.id, now).state == "waived"
    assert stands(looking_as, second.id, now).state == "written-off"


def test_a_silent_provider_is_asked(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now)
    with looking_as(LIMIN):
        started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p1")
    with looking_as(SYSTEM):
        assert ask(started.id, HOSPITAL, now) == "waiting"
    pay_there(started, now)
    with looking_as(SYSTEM):
        assert ask(started.id, HOSPITAL, now + timedelta(minutes=1)) == "paid"
        assert ask(started.id, HOSPITAL, now + timedelta(minutes=2)) == "repeated"
    assert stands(looking_as, order.id, now).state == "paid"
    company.deliver_due(now, door(now))
    assert understand(looking_as, now) == ["repeated"]


def test_a_failed_payment_can_be_tried_again(looking_as: Looking, now: datetime) -> None:
    order = booked(looking_as, now)
    with looking_as(LIMIN):
        started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p1")
    pay_there(started, now, succeeds=False)
    company.deliver_due(now, door(now))
    assert understand(looking_as, now) == ["failed"]
    with looking_as(LIMIN):
        second = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p2")
        assert second.id != started.id
    with looking_as(SYSTEM), pytest.raises(Unknown):
        process_one(new_id(), HOSPITAL, now)


@pytest.mark.parametrize("before", ["waived", "refunded", "part-refunded", "paid"])
def test_what_comes_on_top_is_asked_whatever_the_bill_was_before(
    looking_as: Looking, now: datetime, plain_mode: PlainMode, before: str
) -> None:
    order = booked(looking_as, now, terms="postpaid")
    with looking_as(MANAGER):
        if before == "waived":
            settlement.waive(by=MANAGER, now=now, order_id=order.id, reason="poor")
        else:
            settlement.take(by=MANAGER, now=now, order_id=order.id, request_key="t")
        back = {"refunded": PRICE, "part-refunded": Money(1)}.get(before)
        if back:
            settlement.refund(by=MANAGER, now=now, order_id=order.id, amount=back, reason="x", request_key="r")
    assert stands(looking_as, order.id, now).state == before
    with looking_as(ZHAO):
        orders.start(order_id=order.id, by=ZHAO, now=now)
        plain_mode.extra[order.id] = [extra(300, now)]
        orders.complete(order_id=order.id, by=ZHAO, now=now)
    bill = stands(looking_as, order.id, now)
    assert (bill.state, bill.due) == ("due", Money(300))
    with looking_as(MANAGER):
        settlement.waive(by=MANAGER, now=now, order_id=order.id, reason="poor")
        assert ledger.balance(PAYER).posted == Money(0)
    assert stands(looking_as, order.id, now).state == before


def test_a_statement_asks_as_often_whatever_stands_on_it(
    looking_as: Looking,
    now: datetime,
    plain_mode: PlainMode,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    small, large = (booked(looking_as, now, terms="postpaid") for _ in range(2))
    with looking_as(DESK):
        for each in (small, large):
            settlement.take(by=DESK, now=now, order_id=each.id, request_key="t")
        for number in range(4):
            settlement.refund(
                by=DESK, now=now, order_id=large.id, amount=Money(10), reason="x", request_key=str(number)
            )
    with looking_as(ZHAO):
        for each in (small, large):
            orders.start(order_id=each.id, by=ZHAO, now=now)
        plain_mode.extra[large.id] = [extra(10, now, f"kind-{number}") for number in range(5)]
        for each in (small, large):
            orders.complete(order_id=each.id, by=ZHAO, now=now)
    with looking_as(LIMIN):
        for each in (small, large):
            with django_assert_num_queries(7):
                settlement.statement_of(LIMIN, each.id, now)
