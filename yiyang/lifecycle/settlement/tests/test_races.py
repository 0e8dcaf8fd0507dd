"""The same money at the same moment: notices against each other, against a cancellation, refunds against refunds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connections

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.script import Script
from yiyang.foundation.errors import Refused
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.errors import NotRefundable
from yiyang.lifecycle.settlement.models import Notice, Refund
from yiyang.lifecycle.settlement.services.chase import process_one
from yiyang.lifecycle.settlement.tests.factories import DESK, HOSPITAL, MANAGER, eyes
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode
from yiyang.lifecycle.settlement.tests.test_random_journeys import Town, check, paid_town

pytestmark = pytest.mark.usefixtures("plain_mode")


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
