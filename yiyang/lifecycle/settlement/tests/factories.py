"""A mode that needs nothing, orders of it, and a payment company whose deeds tests decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from yiyang.adapters.payment_simulator import company
from yiyang.adapters.payment_simulator.company import Slip
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import protocol
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, Opening, OrderRow, Wish
from yiyang.lifecycle.settlement.services import Started

GUIFANG = cast.actor("guifang")
LIMIN = cast.actor("limin")
DESK = cast.actor("desk", "hospital")
MANAGER = cast.actor("manager", "hospital")
ZHAO = cast.actor("zhao", "hospital")
STRANGER = cast.actor("stranger")
HOSPITAL = cast.key("hospital")
SYSTEM = Actor.system(HOSPITAL)


class PlainMode:
    """Work in three days; `extra` holds what came on top of an order while it was done."""

    code = "plain"
    open_max = 1_000

    def __init__(self) -> None:
        self.extra: dict[UUID, list[Charge]] = {}

    def check(self, wish: Wish) -> None:
        return None

    def open(self, wish: Wish) -> Opening:
        return Opening(wish.now + timedelta(days=3), wish.now + timedelta(days=3, hours=1))

    def close(self, order: OrderRow, *, to: str, now: datetime) -> None:
        return None

    def evidence(self, order: OrderRow) -> Evidence:
        return Evidence(proven=("done",)) if order.state == "completed" else Evidence(missing=("done",))

    def charges(self, order: OrderRow) -> list[Charge]:
        if not order.price:
            return self.extra.get(order.id, [])
        first = Charge("visit", "诊查费", "Visit", order.price, order.id, order.placed_at)
        return [first, *self.extra.get(order.id, [])]

    def card(self, orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
        return {}

    def resources(self, order: OrderRow) -> list[dict[str, Any]]:
        return []

    def entrance(self, service_id: UUID) -> str:
        return f"/plain/{service_id}/"

    ways = ()


@pytest.fixture
def plain_mode(monkeypatch: pytest.MonkeyPatch) -> PlainMode:
    """The one mode of the site while the test runs."""
    mode = PlainMode()
    monkeypatch.setattr(protocol, "modes", lambda: {"plain": mode})
    return mode


@contextmanager
def eyes(actor: Actor, now: datetime) -> Iterator[Actor]:
    """A transaction of its own, seen through `actor`; only for tests that commit."""
    with acting_as(actor, now), transaction.atomic():
        yield actor


def service(using: str = "default", **details: Any) -> UUID:
    return cardiology(using, mode="plain", hold_minutes=15, open_limit=50, **details).id


def placed(service_id: UUID, by: Actor, now: datetime, key: str = "") -> OrderRow:
    return orders.place(
        by=by,
        now=now,
        service_id=service_id,
        person_id=GUIFANG.person_id or new_id(),
        detail={},
        request_key=key or str(new_id()),
    )


def slip_of(started: Started, organisation_id: UUID = HOSPITAL) -> Slip:
    return Slip(organisation_id, started.id, started.amount)


def pay_there(started: Started, now: datetime, *, succeeds: bool = True) -> None:
    """The payer pays at the simulated company, which plans its notices."""
    company.settle(slip_of(started), succeeds=succeeds, now=now)


door = company.straight_in


def extra(fen: int, now: datetime, code: str = "drugs") -> Charge:
    return Charge(code, "药费", "Drugs", Money(fen), new_id(), now)
