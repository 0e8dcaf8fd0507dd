"""Everything is taken: whoever waits is told once, when the first number is free again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.appointment import services as appointments
from yiyang.fulfilment.appointment.models import Watch
from yiyang.fulfilment.appointment.tests.factories import GUIFANG, SYSTEM, book, numbers
from yiyang.fulfilment.appointment.tests.test_tell import heard
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

LIMIN, GUIFANG_HERSELF = cast.actor("limin"), cast.actor("guifang")


@pytest.fixture
def full(committed: str, now: datetime) -> tuple[UUID, OrderRow]:
    """A service whose only number Li Min has taken for herself."""
    manager = cast.actor("manager", "hospital")
    with acting_as(manager, now), transaction.atomic():
        service = cardiology()
        [slot] = numbers(session(now, service=service, numbers=1), now)
    with acting_as(LIMIN, now), transaction.atomic():
        order = book(LIMIN, now, service.id, slot, person_id=LIMIN.person_id)
    with acting_as(SYSTEM, now), transaction.atomic():
        return service.id, orders.accept(order_id=order.id, by=SYSTEM, now=now)


def wait(by: Actor, now: datetime, service_id: UUID) -> None:
    with acting_as(by, now), transaction.atomic():
        appointments.watch(by=by, now=now, service_id=service_id, person_id=GUIFANG)


def test_told_once_when_a_number_is_free(full: tuple[UUID, OrderRow], now: datetime) -> None:
    service_id, order = full
    wait(GUIFANG_HERSELF, now, service_id)
    wait(GUIFANG_HERSELF, now, service_id)
    wait(LIMIN, now, service_id)
    assert appointments.tell_watchers(now) == 0
    with acting_as(LIMIN, now), transaction.atomic():
        orders.cancel(order_id=order.id, by=LIMIN, now=now, reason="well again")
    assert appointments.tell_watchers(now) == 2
    assert appointments.tell_watchers(now) == 0
    assert heard("guifang", now) == ["free"]
    assert "free" in heard("limin", now)
    assert heard("stranger", now) == []


def test_who_no_longer_waits_hears_nothing(full: tuple[UUID, OrderRow], now: datetime) -> None:
    service_id, order = full
    wait(GUIFANG_HERSELF, now, service_id)
    with acting_as(GUIFANG_HERSELF, now), transaction.atomic():
        for _ in range(2):
            appointments.unwatch(by=GUIFANG_HERSELF, now=now, service_id=service_id, person_id=GUIFANG)
    with acting_as(LIMIN, now), transaction.atomic():
        orders.cancel(order_id=order.id, by=LIMIN, now=now, reason="well again")
    assert appointments.tell_watchers(now) == 0


def test_a_stranger_waits_for_nobody(full: tuple[UUID, OrderRow], now: datetime) -> None:
    stranger = cast.actor("stranger")
    with pytest.raises(Unknown):
        wait(stranger, now, full[0])
    with acting_as(stranger, now), transaction.atomic():
        assert not Watch.objects.exists()


def test_control_without_the_mark_everybody_is_told_each_minute(full: tuple[UUID, OrderRow], now: datetime) -> None:
    service_id, order = full
    wait(GUIFANG_HERSELF, now, service_id)
    with acting_as(LIMIN, now), transaction.atomic():
        orders.cancel(order_id=order.id, by=LIMIN, now=now, reason="well again")
    assert appointments.tell_watchers(now) == 1
    with acting_as(SYSTEM, now), transaction.atomic():
        Watch.objects.update(told_at=None)
    assert appointments.tell_watchers(now) == 1
