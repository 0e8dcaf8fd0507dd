"""Who hears of an appointment, and that a reminder goes out once for each hour it is set to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from yiyang.care.records import services as records
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment import services as appointments
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.tests.factories import SYSTEM, book, numbers
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import selectors as told
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

Looking = Callable[..., AbstractContextManager[Actor]]


def heard(who: str, now: datetime) -> list[str]:
    """The kinds of notice in somebody's inbox."""
    viewer = cast.actor(who)
    with acting_as(viewer, now), transaction.atomic():
        return sorted(notice.kind.removeprefix("appointment.") for notice in told.inbox(viewer))


@pytest.fixture
def slots(committed: str, now: datetime) -> tuple[UUID, list[UUID]]:
    manager = cast.actor("manager", "hospital")
    with acting_as(manager, now), transaction.atomic():
        service = cardiology()
        return service.id, numbers(session(now, service=service, hours_ahead=20), now)


def booked(slots: tuple[UUID, list[UUID]], now: datetime) -> OrderRow:
    limin = cast.actor("limin")
    with acting_as(limin, now), transaction.atomic():
        order = book(limin, now, slots[0], slots[1][0])
    with acting_as(SYSTEM, now), transaction.atomic():
        return orders.accept(order_id=order.id, by=SYSTEM, now=now)


def test_the_person_and_the_daughter_hear_of_it(slots: tuple[UUID, list[UUID]], now: datetime) -> None:
    order = booked(slots, now)
    assert heard("guifang", now) == heard("limin", now) == ["booked"]
    limin = cast.actor("limin")
    with acting_as(limin, now), transaction.atomic():
        appointments.move(by=limin, now=now, order_id=order.id, slot_id=slots[1][1], request_key="m")
    assert heard("guifang", now) == ["booked", "moved"]
    assert heard("limin", now) == ["booked"], "she did it herself"
    with acting_as(SYSTEM, now), transaction.atomic():
        orders.cancel(order_id=order.id, by=SYSTEM, now=now, reason="provider")
    assert heard("limin", now) == ["booked", "cancelled"]
    assert heard("stranger", now) == []


def test_an_unpaid_hold_that_lapsed(slots: tuple[UUID, list[UUID]], now: datetime) -> None:
    limin, late = cast.actor("limin"), now + timedelta(minutes=15)
    with acting_as(limin, now), transaction.atomic():
        book(limin, now, slots[0], slots[1][0])
    assert orders.expire_due(late) == 1
    assert heard("limin", late) == ["lapsed"]


def test_a_reminder_once_for_each_hour(slots: tuple[UUID, list[UUID]], now: datetime) -> None:
    order = booked(slots, now)
    assert appointments.remind_due(now - timedelta(hours=5)) == 0
    assert appointments.remind_due(now) == 1
    assert appointments.remind_due(now) == 0
    assert heard("guifang", now).count("reminded") == 1
    limin = cast.actor("limin")
    with acting_as(limin, now), transaction.atomic():
        appointments.move(by=limin, now=now, order_id=order.id, slot_id=slots[1][4], request_key="m")
    assert appointments.remind_due(now) == 1
    assert heard("limin", now).count("reminded") == 2


def test_a_killed_reminder_is_begun_again(
    slots: tuple[UUID, list[UUID]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(slots, now)

    def killed(*said: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("yiyang.fulfilment.appointment.services.remind.say", killed)
        with pytest.raises(KeyboardInterrupt):
            appointments.remind_due(now)
    assert appointments.remind_due(now) == 1
    assert heard("guifang", now).count("reminded") == 1


@pytest.mark.django_db
def test_whoever_signs_the_encounter_has_finished_the_visit(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service = cardiology()
        slot = numbers(session(now, service=service, hours_ahead=2), now)[0]
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, slot)
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    with looking_as("zhao", "hospital") as zhao:
        encounter = appointments.see(by=zhao, now=now, order_id=order.id)
        records.sign(by=zhao, now=now + timedelta(minutes=9), kind="Encounter", record_id=encounter)
        booking = Booking.objects.get(order_id=order.id)
        assert (booking.state, booking.closed_at) == ("fulfilled", now + timedelta(minutes=9))
