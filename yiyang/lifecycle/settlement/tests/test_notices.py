"""Notices as they come: genuine, repeated, forged, tampered, stale, changed; and for a house that does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from conftest import Looking
from yiyang.adapters.payment_simulator import signing
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.errors import BadNotice, UnknownProvider
from yiyang.lifecycle.settlement.models import Notice, Payment
from yiyang.lifecycle.settlement.services.pay import Started
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    HOSPITAL,
    LIMIN,
    MANAGER,
    STRANGER,
    SYSTEM,
    placed,
    service,
)
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_mode")]


@pytest.fixture
def started(looking_as: Looking, now: datetime) -> Started:
    with looking_as(MANAGER):
        service_id = service()
    with looking_as(LIMIN):
        order = placed(service_id, LIMIN, now)
        return settlement.pay(by=LIMIN, now=now, order_id=order.id, provider="simulator", request_key="p")


def said(started: Started, now: datetime, **changes: Any) -> bytes:
    return orjson.dumps(
        {
            "id": "n1",
            "about": "payment",
            "house": str(HOSPITAL),
            "payment": str(started.id),
            "state": "succeeded",
            "minor": started.amount.minor,
            "currency": "CNY",
            "at": now.isoformat(),
            "ref": "r",
            **changes,
        }
    )


def heard(body: bytes, now: datetime, headers: Mapping[str, str] | None = None):  # type: ignore[no-untyped-def]
    signed = headers or signing.sign(body, nonce="x", at=now)
    return settlement.receive(provider="simulator", headers=signed, body=body, now=now)


def test_a_notice_is_kept_once_and_understood_once(looking_as: Looking, now: datetime, started: Started) -> None:
    body = said(started, now)
    first = heard(body, now)
    for later in (1, 2):
        assert heard(body, now + timedelta(minutes=later)) == first
    with looking_as(SYSTEM):
        assert [settlement.process(notice_id=first, now=now) for _ in range(3)] == ["paid"] * 3
        kept = Notice.objects.get()
        assert (bytes(kept.body), kept.repeats, kept.outcome) == (body, 2, "paid")
    again = heard(said(started, now, id="n2"), now)
    with looking_as(SYSTEM):
        assert settlement.process(notice_id=again, now=now) == "repeated"
    with looking_as(STRANGER):
        assert not Notice.objects.exists()
        with pytest.raises(Unknown):
            settlement.process(notice_id=first, now=now)


@pytest.mark.parametrize(("seconds", "fresh"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_five_minutes_either_way(now: datetime, started: Started, seconds: int, fresh: bool) -> None:
    body = said(started, now)
    headers = signing.sign(body, nonce="x", at=now + timedelta(seconds=seconds))
    if fresh:
        heard(body, now, headers)
    else:
        with pytest.raises(BadNotice):
            heard(body, now, headers)


def test_nothing_but_the_signed_bytes_is_believed(now: datetime, started: Started) -> None:
    body = said(started, now)
    good = signing.sign(body, nonce="x", at=now)
    for wrong in (
        {},
        {**good, signing.SIGNATURE: ""},
        {**good, signing.SIGNATURE: "é"},
        {**good, signing.NONCE: "y"},
        {**good, signing.TIME: str(int(good[signing.TIME]) + 1)},
        {**good, signing.TIME: "soon"},
        signing.sign(body, nonce="x", at=now, secret="guessed"),
    ):
        with pytest.raises(BadNotice):
            heard(body, now, wrong or {"x": "y"})
    with pytest.raises(BadNotice):
        heard(body.replace(b"5000", b"1000"), now, good)
    with pytest.raises(UnknownProvider):
        settlement.receive(provider="shells", headers=good, body=body, now=now)


def test_signed_nonsense_is_refused_and_not_a_crash(now: datetime, started: Started) -> None:
    for body in (b"", b"{}", b"[1]", b"\xff", said(started, now, about="weather"), said(started, now, minor="5000")):
        with pytest.raises(BadNotice):
            heard(body, now)
    with pytest.raises(BadNotice):
        heard(said(started, now, house=str(new_id())), now)


def test_another_amount_is_not_believed_and_the_company_is_asked(
    looking_as: Looking, now: datetime, started: Started
) -> None:
    wrong = heard(said(started, now, minor=5_100), now)
    foreign = heard(said(started, now, id="n2", currency="USD"), now)
    nobody = heard(said(started, now, id="n3", payment=str(new_id())), now)
    with looking_as(SYSTEM):
        assert settlement.process(notice_id=wrong, now=now) == "wrong-amount"
        assert settlement.process(notice_id=foreign, now=now) == "wrong-amount"
        assert settlement.process(notice_id=nobody, now=now) == "unknown"
        payment = Payment.objects.get()
        assert (payment.state, payment.ask_at) == ("started", now)
    with looking_as(DESK):
        assert settlement.statement_of(DESK, started.order_id, now).paid.minor == 0


def test_a_success_after_a_failure_is_still_heard_but_not_the_other_way_round(
    looking_as: Looking, now: datetime, started: Started
) -> None:
    outcomes = []
    for number, state in enumerate(("failed", "failed", "succeeded", "failed", "succeeded")):
        notice = heard(said(started, now, id=f"n{number}", state=state), now)
        with looking_as(SYSTEM):
            outcomes.append(settlement.process(notice_id=notice, now=now))
    assert outcomes == ["failed", "repeated", "paid", "repeated", "repeated"]
