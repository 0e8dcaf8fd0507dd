"""What happens by itself: the money's notice, repeated and late, and the end of the term. On committed rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.script import Script
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Refused
from yiyang.fulfilment.course import services as courses
from yiyang.fulfilment.course.services import follow
from yiyang.fulfilment.course.tests.factories import GUIFANG, HOSPITAL, MANAGER, OnSale, buy, package
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.errors import PackageUsedUp
from yiyang.lifecycle.offers.models import Allowance
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders.events import OrderAccepted
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.services.move import event_facts
from yiyang.lifecycle.orders.tests.factories import letter, letters
from yiyang.lifecycle.orders.tests.test_concurrency import at_once
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.models import Notice, Refund
from yiyang.lifecycle.settlement.services.chase import process_one
from yiyang.lifecycle.settlement.tests.factories import door, eyes, pay_there

placing = import_module("yiyang.lifecycle.orders.services.place")  # a verb has the name of its module
LIMIN = cast.actor("limin")


Sold = tuple[OnSale, UUID]


@pytest.fixture
def sold(committed: str, now: datetime) -> Sold:
    with eyes(MANAGER, now):
        service = letters(open_limit=9)
        return package(now, {service.id: 2}, valid_days=10), service.id


def ordered(sold: Sold, now: datetime) -> OrderRow:
    with eyes(LIMIN, now):
        return buy(LIMIN, now, sold[0])


def left(now: datetime) -> list[int]:
    with eyes(LIMIN, now):
        return [uses for _, _, uses, *_ in offered.allowances_of(LIMIN, GUIFANG, now)]


def paid(order: OrderRow, now: datetime, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Paid at the company, which says so again and again; the notices that wait to be understood."""
    monkeypatch.setattr(company, "script", lambda: Script(repeat=100))
    with eyes(LIMIN, now):
        started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="k")
    with eyes(LIMIN, now):
        pay_there(started, now)
    for delivery in range(4):
        company.deliver_due(now, door(now))
        with eyes(MANAGER, now):
            company.Delivery.objects.update(sent_at=None, notification_id=f"again-{delivery}")
    with eyes(MANAGER, now):
        return list(Notice.objects.filter(done_at=None).values_list("id", flat=True))


def test_many_notices_at_once_hand_the_uses_over_once(
    sold: Sold, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = paid(ordered(sold, now), now, monkeypatch)
    assert len(waiting) >= 4
    assert left(now) == []
    outcomes = at_once(lambda number: process_one(waiting[number], HOSPITAL, now), len(waiting))
    assert sorted(outcomes) == ["paid", *["repeated"] * (len(waiting) - 1)]
    assert left(now) == [2]


def test_control_without_the_constraint_a_second_acceptance_would_hand_them_over_twice(
    sold: Sold, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(sold, now)
    for notice in paid(order, now, monkeypatch):
        process_one(notice, HOSPITAL, now)
    again = OrderAccepted(**event_facts(order, by=Actor.system(HOSPITAL), now=now))
    with eyes(MANAGER, now):
        follow.granted(again)
    assert left(now) == [2]
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE offers_allowance DROP CONSTRAINT allowance_once")
    with eyes(MANAGER, now):
        follow.granted(again)
    assert left(now) == [2, 2]


def test_money_that_comes_after_the_hold_goes_back_and_hands_nothing_over(
    sold: Sold, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = now + timedelta(minutes=31)
    for notice in paid(ordered(sold, now), now, monkeypatch):
        assert process_one(notice, HOSPITAL, late) in ("returned", "repeated")
    assert left(late) == []
    settlement.chase(late)
    with eyes(MANAGER, late):
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 20_000
    ledger.verify()


def in_hand(sold: Sold, now: datetime) -> OrderRow:
    """Bought, and paid in cash."""
    order, desk = ordered(sold, now), cast.actor("desk", "hospital")
    with eyes(desk, now):
        settlement.take(by=desk, now=now, order_id=order.id, request_key="k")
    return order


def use(sold: Sold, now: datetime) -> OrderRow:
    with eyes(LIMIN, now):
        return letter(LIMIN, now, sold[1], pay_with="package")


def test_two_uses_are_not_taken_by_five_who_ask_at_once(sold: Sold, now: datetime) -> None:
    in_hand(sold, now)
    answers = at_once(lambda _: use(sold, now), 5)
    assert sum(isinstance(each, PackageUsedUp) for each in answers) == 3
    assert left(now) == [0]


def test_control_without_lock_and_check_all_five_get_one(
    sold: Sold, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_hand(sold, now)
    read = Barrier(5)

    def careless(*, service_id: UUID, person_id: UUID, order_id: UUID, now: datetime) -> int:
        purse = Allowance.objects.get(service_id=service_id)
        read.wait(timeout=20)
        assert purse.used < purse.uses
        return purse.used + Allowance.objects.filter(id=purse.id).update(used=purse.used + 1)

    monkeypatch.setattr(offers, "reserve_use", careless)
    monkeypatch.setattr(placing, "lock_person", lambda person_id: None)
    monkeypatch.setattr(placing, "check_limits", lambda *asked: None)
    answers = at_once(lambda _: use(sold, now), 5)
    assert not any(isinstance(each, Refused) for each in answers)


def test_given_back_and_used_at_the_same_moment_only_one_of_them_happens(sold: Sold, now: datetime) -> None:
    order = in_hand(sold, now)
    answers = at_once(lambda number: use(sold, now) if number else give_back(order, now), 2)
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert left(now) in ([1], [])


def give_back(order: OrderRow, now: datetime) -> OrderRow:
    with eyes(LIMIN, now):
        return courses.give_back(by=LIMIN, now=now, order_id=order.id, reason="not needed")


def test_control_looked_at_first_and_ended_afterwards_it_is_both_used_and_given_back(
    sold: Sold, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, looked = in_hand(sold, now), []

    def careless(*, order_id: UUID, now: datetime) -> bool:
        if not looked:
            bought = Allowance.objects.filter(bought_for_id=order_id)
            looked.append(any(each.used for each in bought))
            assert not isinstance(at_once(lambda _: use(sold, now), 1)[0], Refused)
            bought.update(given_back_at=now)
        return looked[0]

    monkeypatch.setattr(offers, "end_package", careless)
    assert give_back(order, now).state == "cancelled"


def test_when_its_term_is_over_nothing_is_left_and_the_sweep_earns_it(sold: Sold, now: datetime) -> None:
    order, over = in_hand(sold, now), now + timedelta(days=10)
    assert courses.finish_due(over - timedelta(microseconds=1)) == 0
    assert [courses.finish_due(over), courses.finish_due(over)] == [1, 0]
    assert isinstance(at_once(lambda _: use(sold, over), 1)[0], PackageUsedUp)
    with eyes(LIMIN, over):
        assert seen.order_of(LIMIN, order.id, over).state == "completed"
        assert settlement.statement_of(LIMIN, order.id, over).state == "paid"
    ledger.verify()


def test_two_sweeps_at_once_complete_each_course_once(sold: Sold, now: datetime) -> None:
    order, over = in_hand(sold, now), now + timedelta(days=10)
    assert not any(isinstance(each, Refused) for each in at_once(lambda _: courses.finish_due(over), 3))
    with eyes(LIMIN, over):
        assert [step.to_state for step in seen.history(LIMIN, order.id, over)].count("completed") == 1


def test_control_without_the_lock_one_of_two_sweeps_is_overtaken(
    sold: Sold, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_hand(sold, now)
    read, real = Barrier(2), follow.load

    def read_together(order_id: UUID) -> OrderRow:
        found = real(order_id)
        read.wait(timeout=20)
        return found

    monkeypatch.setattr(follow, "load", read_together)
    monkeypatch.setattr(follow, "_lock", lambda order_id: None)
    over = now + timedelta(days=10)
    assert any(isinstance(each, Overtaken) for each in at_once(lambda _: courses.finish_due(over), 2))
