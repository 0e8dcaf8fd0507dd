"""The door itself: 200 for a genuine notice however often, 401 for a false one, and nothing else comes in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.models import Delivery
from yiyang.config.demo import cast
from yiyang.doors.hooks import payments
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.models import Notice
from yiyang.lifecycle.settlement.tests.factories import LIMIN, MANAGER, eyes, placed, service, slip_of
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

ADDRESS = "/hooks/payments/simulator"
pytestmark = pytest.mark.usefixtures("plain_mode")


def post(headers: Any, body: bytes) -> int:
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return Client().post(ADDRESS, body, content_type="application/json", **named).status_code


def planned(now: datetime) -> Delivery:
    with eyes(MANAGER, now):
        service_id = service()
    with eyes(LIMIN, now):
        order = placed(service_id, LIMIN, now)
        started = settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p")
    company.settle(slip_of(started), succeeds=True, now=now)
    with eyes(LIMIN, now):
        return Delivery.objects.select_related("charge").get()


def test_a_notice_comes_in_over_http_and_pays(committed: str, now: datetime) -> None:
    delivery = planned(now)
    assert company.deliver_due(now, post) == 1
    assert company.deliver_due(now, post) == 0
    assert settlement.chase(now).notices == 1
    with eyes(MANAGER, now):
        assert Notice.objects.get().outcome == "paid"
    headers, body = company._notice(delivery, now)
    assert post(headers, body) == 200
    assert post({**headers, "x-simulator-nonce": "y"}, body) == 401
    with eyes(MANAGER, now):
        assert Notice.objects.get().repeats == 1
        assert "cookie" not in Notice.objects.get().headers


def test_what_is_not_a_notice_stays_outside(committed: str, now: datetime) -> None:
    client = Client()
    assert client.get(ADDRESS).status_code == 405
    assert client.post("/hooks/payments/shells", b"{}", content_type="application/json").status_code == 422
    large = client.post(ADDRESS, b"x" * (payments.BYTES_MAX + 1), content_type="application/json")
    assert large.status_code == 413
    assert client.post(ADDRESS, b"{}", content_type="application/json").json()["code"] == "bad-notice"
    with eyes(cast.actor("manager", "hospital"), now):
        assert not Notice.objects.exists()
