"""The simulated company keeps its own books straight, and its page lets a demo user pay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.company import Slip
from yiyang.adapters.payment_simulator.models import Charge, Delivery, Return
from yiyang.adapters.payment_simulator.provider import provider
from yiyang.adapters.payment_simulator.script import GOOD, WICKED, Script
from yiyang.config.demo import cast
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement.providers import Provider, Reference, provider_of

HOUSE = cast.key("hospital")


@pytest.fixture
def slip() -> Slip:
    return Slip(HOUSE, new_id(), Money(5_000))


def test_it_keeps_the_protocol() -> None:
    assert isinstance(provider, Provider)
    assert provider_of("simulator") is provider


def test_the_same_seed_misbehaves_the_same_way() -> None:
    events = [str(new_id()) for _ in range(200)]
    plans = [WICKED.deliveries(event) for event in events]
    assert plans == [WICKED.deliveries(event) for event in events]
    kinds = {planned.kind for plan in plans for planned in plan}
    assert kinds == {"genuine", "forged", "tampered", "stale", "changed"}
    assert any(not [each for each in plan if each.kind == "genuine"] for plan in plans)
    assert any(each.after > timedelta(minutes=5) for plan in plans for each in plan)
    assert {len(GOOD.deliveries(event)) for event in events} == {1}
    assert Script(drop=100).deliveries("x") == []


def test_paying_twice_is_one_payment_and_refunds_stay_within_it(committed: str, now: datetime, slip: Slip) -> None:
    assert company.settle(slip, succeeds=True, now=now) == "succeeded"
    assert company.settle(slip, succeeds=False, now=now) == "succeeded"
    reference, key = Reference(slip.organisation_id, slip.payment_id), new_id()
    assert provider.query(reference, now=now).amount == slip.amount
    for _ in range(2):
        assert provider.refund(reference, key, Money(3_000), now=now).state == "succeeded"
    assert provider.refund(reference, new_id(), Money(2_001), now=now).state == "failed"
    assert provider.refund(Reference(HOUSE, new_id()), new_id(), Money(1), now=now).state == "failed"
    assert [(line.about, line.amount.minor) for line in provider.statement(now.date(), now=now)] == [
        ("payment", 5_000),
        ("refund", 3_000),
    ]
    with transaction.atomic():
        assert (Charge.objects.count(), Return.objects.count(), Delivery.objects.count()) == (1, 1, 2)


def test_the_page_shows_the_amount_and_takes_the_payment(committed: str, now: datetime, slip: Slip) -> None:
    client = Client(enforce_csrf_checks=False)
    reference = Reference(slip.organisation_id, slip.payment_id)
    address = provider.start(reference, slip.amount, until=None, now=now)
    page = client.get(f"{address}?back=/orders/1").content.decode()
    assert "50.00" in page
    answer = client.post(address, {"answer": "pay"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/orders/1")
    assert provider.query(reference, now=now).state == "succeeded"
    assert client.post(address, {"answer": "refuse"}).headers["Location"] == "/"
    assert provider.query(reference, now=now).state == "succeeded"
    with pytest.raises(Unknown):
        company.read_slip("made-up")
    assert client.get(f"{address}x").status_code == 404
    assert client.get(f"{address}?back=//evil.example").status_code == 200
    assert client.post(address, {"answer": "pay"}).headers["Location"] == "/"
