"""The same money at the same moment: notices against each other, against a cancellation, refunds against refunds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib import import_module
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.script import Script
from yiyang.foundation.errors import Refused
from yiyang.foundation.money import Money
from yiyang.lifecycle.orders.models import OrderMove
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors import rows
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.errors import NotRefundable
from yiyang.lifecycle.settlement.models import Bill, Line, Notice, Payment, Refund
from yiyang.lifecycle.settlement.services import bills, refunds
from yiyang.lifecycle.settlement.services.chase import process_one
from yiyang.lifecycle.settlement.tests.factories import DESK, HOSPITAL, LIMIN, MANAGER, eyes, placed, service
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode
from yiyang.lifecycle.settlement.tests.test_random_journeys import Town, check, paid_town

pytestmark = pytest.mark.usefixtures("plain_mode")

# A verb has the name of its module, and hides it.
cancelling = import_module("yiyang.lifecycle.orders.services.cancel")
carrying = import_module("yiyang.lifecycle.orders.services.carry_out")
moving = import_module("yiyang.lifecycle.orders.services.move")
paying = import_module("yiyang.lifecycle.settlement.services.pay")


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Run all at once on connections of their own; a refusal is an answer like any other."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait(20)
        try:
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result() for each in [pool.submit(run, deed) for deed in deeds]]


def kept(now: datetime) -> list[Any]:
    with eyes(MANAGER, now):
        return list(Notice.objects.filter(done_at=None).values_list("id", flat=True))


def test_many_notices_at_once_pay_once(committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    town = paid_town(now, Script(repeat=100), monkeypatch)
    for delivery in range(5):
        town.deliver()
        with eyes(MANAGER, now):
            company.Delivery.objects.update(sent_at=None, notification_id=f"again-{delivery}")
    notices = kept(now)
    assert len(notices) >= 5
    outcomes = together(*[lambda each=each: process_one(each, HOSPITAL, now) for each in notices])  # type: ignore[misc]
    assert sorted(outcomes) == ["paid", *["repeated"] * (len(notices) - 1)]
    check(town)


@pytest.mark.parametrize("round_", range(4))
def test_a_notice_against_a_cancellation(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch, round_: int
) -> None:
    """Whoever is first: nobody waits for ever, and the money agrees."""
    town = paid_town(now, Script(), monkeypatch)
    town.deliver()
    [notice] = kept(now)
    told = town.told[0]
    outcome, _ = together(lambda: process_one(notice, HOSPITAL, now), lambda: town.end(told, "cancel", "cold"))
    assert not isinstance(outcome, OperationalError)
    town.quieten()
    check(town)


def test_two_refunds_at_once_stay_within_what_was_paid(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = paid_town(now, Script(), monkeypatch)
    town.deliver()
    town.work()

    def back(town: Town, key: str) -> Any:
        with eyes(DESK, now):
            return settlement.refund(
                by=DESK, now=now, order_id=town.told[0].order.id, amount=Money(3_000), reason="x", request_key=key
            )

    answers = together(lambda: back(town, "a"), lambda: back(town, "b"), lambda: back(town, "a"))
    assert sum(isinstance(each, NotRefundable) for each in answers) in (1, 2)
    with eyes(DESK, now):
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 3_000
    town.told[0].refunded = 3_000
    town.quieten()
    check(town)


def test_control_without_lock_and_check_two_refunds_at_once_pass_what_was_paid(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both count what is left before either has asked; so much that a second person must agree, hence no bill moves."""
    order = paid_in_cash(now, 100_000)
    counted, lock, paid = Barrier(2), bills.lock, refunds._paid

    def unlocked(order_id: UUID) -> Any:
        bill = Bill.objects.get(order_id=order_id)
        return bills.Standing(bill, tuple(Line.objects.filter(bill=bill)))

    def count_together(standing: Any) -> list[Payment]:
        found = list(Payment.objects.filter(bill=standing.bill))
        counted.wait(20)
        return found

    def back(key: str) -> Any:
        with eyes(DESK, now):
            return settlement.refund(
                by=DESK, now=now, order_id=order.id, amount=Money(60_000), reason="x", request_key=key
            )

    monkeypatch.setattr(bills, "lock", unlocked)
    monkeypatch.setattr(refunds, "_paid", count_together)
    with pytest.raises(IntegrityError, match="payment_refunds"):
        together(lambda: back("a"), lambda: back("b"))
    monkeypatch.setattr(bills, "lock", lock)
    monkeypatch.setattr(refunds, "_paid", paid)
    with eyes(DESK, now):
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 60_000  # the database refused the other
        Refund.objects.update(state="declined")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE settlement_payment DROP CONSTRAINT payment_refunds")
    monkeypatch.setattr(bills, "lock", unlocked)
    monkeypatch.setattr(refunds, "_paid", count_together)
    together(lambda: back("c"), lambda: back("d"))
    with eyes(DESK, now):
        assert Payment.objects.get().refunded_minor > Payment.objects.get().amount_minor


def paid_in_cash(now: datetime, fen: int) -> OrderRow:
    with transaction.atomic(using="owner"):
        service_id = service("owner", list_price_minor=fen)
    with eyes(LIMIN, now):
        order = placed(service_id, LIMIN, now)
    with eyes(DESK, now):
        settlement.take(by=DESK, now=now, order_id=order.id, request_key="k")
    return order


def test_control_without_lock_and_compare_a_cancelled_order_is_paid_as_well(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notice and cancellation have both read the waiting order: without the compare each has its way with it."""
    town = paid_town(now, Script(), monkeypatch)
    town.deliver()
    [notice] = kept(now)
    told, read = town.told[0], Barrier(2)

    def read_together(order_id: UUID) -> OrderRow:
        found = rows.load(order_id)
        read.wait(20)
        return found

    monkeypatch.setattr(cancelling, "load", read_together)
    monkeypatch.setattr(carrying, "load", read_together)
    monkeypatch.setattr(moving, "_MOVE", moving._MOVE.replace("AND state = %(from)s", ""))
    outcome, _ = together(lambda: process_one(notice, HOSPITAL, now), lambda: town.end(told, "cancel", "cold"))
    assert (outcome, told.ended) == ("paid", "cancel")
    with eyes(MANAGER, now):
        steps = OrderMove.objects.filter(order_id=told.order.id, from_state="requested")
        assert sorted(steps.values_list("to_state", flat=True)) == ["accepted", "cancelled"]


def test_money_taken_by_two_presses_at_once_is_taken_once(committed: str, now: datetime) -> None:
    order = waiting(now)
    answers = together(*[lambda: take(order, now)] * 4)
    assert len({each.id for each in answers}) == 1
    with eyes(DESK, now):
        assert Payment.objects.count() == 1


def test_control_without_lock_and_constraint_two_presses_take_it_twice(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, looked = waiting(now), Barrier(2)

    def look_together(standing: Any, provider: str, request_key: str) -> None:
        looked.wait(20)

    def unlocked(order_id: UUID) -> Any:
        bill = Bill.objects.get(order_id=order_id)
        return bills.Standing(bill, tuple(Line.objects.filter(bill=bill)))

    monkeypatch.setattr(paying, "_again", look_together)
    monkeypatch.setattr(bills, "lock", unlocked)
    with pytest.raises(IntegrityError, match="payment_once"):
        together(lambda: take(order, now), lambda: take(order, now))
    other = waiting(now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE settlement_payment DROP CONSTRAINT payment_once")
    monkeypatch.setattr(paying, "conclude", lambda **heard: "paid")
    together(lambda: take(other, now), lambda: take(other, now))
    with eyes(DESK, now):
        assert Payment.objects.filter(bill__order_id=other.id).count() == 2


def waiting(now: datetime) -> OrderRow:
    with transaction.atomic(using="owner"):
        service_id = service("owner")
    with eyes(LIMIN, now):
        return placed(service_id, LIMIN, now)


def take(order: OrderRow, now: datetime) -> Any:
    with eyes(DESK, now):
        return settlement.take(by=DESK, now=now, order_id=order.id, request_key="one press")
