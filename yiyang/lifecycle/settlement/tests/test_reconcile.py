"""The provider's day and ours, with every kind of difference planted and found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.models import Charge, Return
from yiyang.adapters.payment_simulator.script import GOOD, Script
from yiyang.config.demo import cast
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.models import Difference, Payment
from yiyang.lifecycle.settlement.services.pay import Started
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    HOSPITAL,
    LIMIN,
    MANAGER,
    door,
    eyes,
    placed,
    service,
    slip_of,
)
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

pytestmark = pytest.mark.usefixtures("plain_mode")


@pytest.fixture
def pay(committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Started]:
    """Pay for a new order; `heard` says whether its notice arrives."""
    with transaction.atomic(using="owner"):
        service_id = service("owner")

    def run(*, heard: bool = True) -> Started:
        monkeypatch.setattr(company, "script", lambda: GOOD if heard else Script(drop=100))
        with eyes(LIMIN, now):
            order = placed(service_id, LIMIN, now)
            key = str(new_id())
            started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key=key)
        company.settle(slip_of(started), succeeds=True, now=now)
        company.deliver_due(now, door(now))
        settlement.chase(now)
        return started

    return run


def test_a_clean_day_has_no_difference(pay: Callable[..., Started], now: datetime) -> None:
    started = [pay() for _ in range(3)]
    with eyes(DESK, now):
        settlement.refund(
            by=DESK, now=now, order_id=started[0].order_id, amount=Money(500), reason="x", request_key="r"
        )
    settlement.chase(now)
    found = settlement.reconcile(provider="simulator", day=now.date(), now=now)
    assert (found.matched, found.differences) == (4, ())
    assert settlement.reconcile_yesterday(now + timedelta(days=1)) == 0
    other = settlement.reconcile(provider="simulator", day=now.date() + timedelta(days=1), now=now)
    assert (other.matched, other.differences) == (0, ())


def test_every_difference_is_listed_once_and_a_lost_payment_is_asked_about(
    pay: Callable[..., Started], now: datetime
) -> None:
    pay()
    amount, ours, unheard = pay(), pay(), pay(heard=False)
    theirs, back = new_id(), new_id()
    with transaction.atomic():
        Charge.objects.filter(id=amount.id).update(amount_minor=4_999)
        Charge.objects.filter(id=ours.id).update(state="failed")
        stranger = Charge.objects.create(
            id=theirs, organisation_id=HOSPITAL, amount_minor=9, currency="CNY", state="succeeded", at=now
        )
        Return.objects.create(id=back, charge=stranger, amount_minor=3, at=now)
    for _ in range(2):
        found = settlement.reconcile(provider="simulator", day=now.date(), now=now)
        assert found.matched == 1
        assert {(each.kind, each.about, each.reference) for each in found.differences} == {
            ("amount", "payment", amount.id),
            ("only-ours", "payment", ours.id),
            ("state", "payment", unheard.id),
            ("only-theirs", "payment", theirs),
            ("only-theirs", "refund", back),
        }
    with eyes(MANAGER, now):
        assert Difference.objects.count() == 3  # those of a payment nobody here knows belong to no house
    with eyes(cast.actor("chen", "community"), now):
        assert not Difference.objects.exists()
    assert settlement.reconcile_yesterday(now + timedelta(days=1)) == 5
    settlement.chase(now + timedelta(days=1))
    with eyes(MANAGER, now):
        assert Payment.objects.get(id=unheard.id).state == "succeeded"


def test_control_a_blind_comparison_misses_the_amount(pay: Callable[..., Started], now: datetime) -> None:
    started = pay()
    with transaction.atomic():
        Charge.objects.filter(id=started.id).update(amount_minor=1)
    found = settlement.reconcile(provider="simulator", day=now.date(), now=now)
    assert [each.kind for each in found.differences] == ["amount"]
    with transaction.atomic():
        Charge.objects.filter(id=started.id).update(amount_minor=5_000)
    assert settlement.reconcile(provider="simulator", day=now.date(), now=now).differences == ()
