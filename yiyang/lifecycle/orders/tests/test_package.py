"""Five letters bought at once: a use is reserved, taken or given back, and the sixth is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.lifecycle.offers import selectors as offers_seen
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.errors import PackageUsedUp
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import WayOfPayingUnknown
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.tests.factories import ACTOR_OF_HOSPITAL, GUIFANG, HOSPITAL, letter, letters

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def service_id(looking_as: Looking, now: datetime) -> UUID:
    """Letters, with a purse of two uses for Wang Guifang; half comes back until two hours before."""
    with looking_as("manager", "hospital") as manager:
        service = letters(open_limit=9)
        offers.publish_cancellation(by=manager, now=now, service_id=service.id, shares={24: 10_000, 2: 5_000})
        package = offers.make_package(
            by=manager, now=now, organisation_id=HOSPITAL, name="两封信", price=Money(1500), valid_days=90,
            uses={service.id: 2},
        )  # fmt: skip
        offers.grant_package(package_id=package, person_id=GUIFANG, order_id=uuid4(), now=now)
        return service.id


def left(viewer: Actor, now: datetime) -> int:
    [(_, _, uses_left, *_)] = offers_seen.allowances_of(viewer, GUIFANG, now)
    return uses_left


def with_package(by: Actor, now: datetime, service_id: UUID, **asked: Any) -> OrderRow:
    return letter(by, now, service_id, pay_with="package", **asked)


def test_the_third_use_of_two_is_refused(looking_as: Looking, now: datetime, service_id: UUID) -> None:
    with looking_as("guifang") as guifang:
        first = with_package(guifang, now, service_id, request_key="k")
        assert (first.state, first.terms, first.price.minor, first.paid_with) == ("accepted", "free", 0, "package")
        assert with_package(guifang, now, service_id, request_key="k") == first
        with_package(guifang, now, service_id)
        assert left(guifang, now) == 0
        with pytest.raises(PackageUsedUp):
            with_package(guifang, now, service_id)
        assert letter(guifang, now, service_id).price.minor == 800
        with pytest.raises(WayOfPayingUnknown):
            letter(guifang, now, service_id, pay_with="shells")


@pytest.mark.parametrize(
    ("hours_before", "uses_left"), [(24.0, 2), (23.9, 1)], ids=["on the last hour in time", "a little too late"]
)
def test_cancelled_in_time_the_use_comes_back(
    looking_as: Looking, now: datetime, service_id: UUID, hours_before: float, uses_left: int
) -> None:
    with looking_as("guifang") as guifang:
        order = with_package(guifang, now, service_id)
        assert order.starts_at is not None
        then = order.starts_at - timedelta(hours=hours_before)
        for _ in range(2):
            orders.cancel(order_id=order.id, by=guifang, now=then, reason="not needed")
        assert left(guifang, now) == uses_left


def test_done_or_missed_it_is_used_and_the_houses_fault_is_not(
    looking_as: Looking, now: datetime, service_id: UUID
) -> None:
    with looking_as("guifang") as guifang:
        done, missed = (with_package(guifang, now, service_id) for _ in range(2))
    with looking_as(ACTOR_OF_HOSPITAL) as house:
        orders.start(order_id=done.id, by=house, now=now)
        orders.complete(order_id=done.id, by=house, now=now)
        orders.fail(order_id=missed.id, by=house, now=now, reason="no-show")
        assert left(house, now) == 0
    with looking_as("manager", "hospital") as manager:
        package = offers.make_package(
            by=manager, now=now, organisation_id=HOSPITAL, name="一封信", price=Money(800), valid_days=9,
            uses={service_id: 1},
        )  # fmt: skip
        offers.grant_package(package_id=package, person_id=GUIFANG, order_id=uuid4(), now=now)
    with looking_as("guifang") as guifang:
        broken = with_package(guifang, now, service_id)
    with looking_as(ACTOR_OF_HOSPITAL) as house:
        orders.fail(order_id=broken.id, by=house, now=now, reason="the pen broke")
        assert sum(uses_left for _, _, uses_left, *_ in offers_seen.allowances_of(house, GUIFANG, now)) == 1
