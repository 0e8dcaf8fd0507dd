"""The story of an appointment: taken, paid, checked in, called, seen, done; or moved, cancelled, missed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiyang.care.records.models import Encounter
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Unknown
from yiyang.fulfilment.appointment import selectors as seen
from yiyang.fulfilment.appointment import services as appointments
from yiyang.fulfilment.appointment.errors import NobodyWaiting, NotMovable, NotToday, OtherService, TooEarly
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.tests.factories import GUIFANG, HOSPITAL, SYSTEM, book, numbers
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.messages import selectors as told
from yiyang.lifecycle.capacity import errors as capacity_errors
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import InThePast, NumberTaken, SameHour
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import selectors as orders_seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import NotNow

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return cardiology()


@pytest.fixture
def today(looking_as: Looking, now: datetime, service: Service) -> UUID:
    """A session this afternoon, two hours from now."""
    with looking_as("manager", "hospital"):
        return session(now, service=service, hours_ahead=2)


def paid(looking_as: Looking, now: datetime, service: Service, slot: UUID, who: str = "limin", **asked: object) -> UUID:
    with looking_as(who) as actor:
        order = book(actor, now, service.id, slot, **asked)
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    return order.id


def state(order_id: UUID) -> str:
    return Booking.objects.get(order_id=order_id).state


def test_from_the_number_to_the_end(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    slot = numbers(today, now)[1]
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, slot)
        assert (order.state, state(order.id)) == ("requested", "pending")
        assert order.starts_at == now + timedelta(hours=2, minutes=10)
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    with looking_as("desk", "hospital") as desk:
        assert state(order.id) == "booked"
        appointments.check_in(by=desk, now=now, order_id=order.id)
        appointments.check_in(by=desk, now=now + timedelta(minutes=1), order_id=order.id)
        assert Booking.objects.get(order_id=order.id).checked_in_at == now
    with looking_as("zhao", "hospital") as zhao:
        assert appointments.call_next(by=zhao, now=now, session_id=today) == order.id
        with pytest.raises(NobodyWaiting):
            appointments.call_next(by=zhao, now=now, session_id=today)
        encounter = appointments.see(by=zhao, now=now, order_id=order.id)
        assert appointments.see(by=zhao, now=now, order_id=order.id) == encounter
        assert Encounter.objects.get(record_id=encounter).order_id == order.id
        later = now + timedelta(minutes=9)
        appointments.finish(by=zhao, now=later, order_id=order.id)
        appointments.finish(by=zhao, now=later, order_id=order.id)
        assert state(order.id) == "fulfilled"
        assert Encounter.objects.get(record_id=encounter).status == "finished"
    with looking_as("limin") as limin:
        assert orders_seen.evidence(limin, order.id, now).complete
        assert orders_seen.order_of(limin, order.id, now).state == "completed"


def test_only_the_house_receives_and_only_clinicians_see(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    order_id = paid(looking_as, now, service, numbers(today, now)[0])
    for who in ("limin", "stranger"):
        with looking_as(who) as actor, pytest.raises(Unknown):
            appointments.check_in(by=actor, now=now, order_id=order_id)
    with looking_as("chen", "community") as nurse_elsewhere, pytest.raises(Unknown):
        appointments.check_in(by=nurse_elsewhere, now=now, order_id=order_id)
    with looking_as("desk", "hospital") as desk:
        with pytest.raises(Unknown):
            appointments.see(by=desk, now=now, order_id=order_id)
        with pytest.raises(NotAllowed):
            appointments.call_next(by=desk, now=now, session_id=today)
        appointments.check_in(by=desk, now=now, order_id=order_id)


def test_checking_in_is_for_the_day_and_for_what_is_sure(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    with looking_as("limin") as limin:
        unpaid = book(limin, now, service.id, numbers(today, now)[0])
    with looking_as("manager", "hospital"):
        tomorrow = session(now, service=service, hours_ahead=26)
    order_id = paid(looking_as, now, service, numbers(tomorrow, now)[0])
    with looking_as("desk", "hospital") as desk:
        with pytest.raises(Overtaken):
            appointments.check_in(by=desk, now=now, order_id=unpaid.id)
        with pytest.raises(NotToday):
            appointments.check_in(by=desk, now=now, order_id=order_id)


def test_nobody_came(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    order_id = paid(looking_as, now, service, numbers(today, now)[0])
    hour = now + timedelta(hours=2)
    with looking_as("desk", "hospital") as desk:
        with pytest.raises(TooEarly):
            appointments.note_no_show(by=desk, now=hour - timedelta(seconds=1), order_id=order_id)
        appointments.note_no_show(by=desk, now=hour, order_id=order_id)
        appointments.note_no_show(by=desk, now=hour, order_id=order_id)
        assert state(order_id) == "noshow"
        assert orders_seen.history(desk, order_id, now)[-1].reason == "no-show"
        with pytest.raises(NotNow):
            orders.start(order_id=order_id, by=desk, now=hour)


def test_who_is_seen_has_come(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    order_id = paid(looking_as, now, service, numbers(today, now)[0])
    with looking_as("zhao", "hospital") as zhao:
        appointments.see(by=zhao, now=now, order_id=order_id)
        booking = Booking.objects.get(order_id=order_id)
        assert (booking.state, booking.checked_in_at, booking.seen_at) == ("arrived", now, now)


def test_moving_keeps_the_old_number_until_the_new_one_is_sure(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    first, second, third = numbers(today, now)[:3]
    order_id = paid(looking_as, now, service, first)
    with looking_as("limin") as limin:
        book(limin, now, service.id, second, person_id=limin.person_id)
    with looking_as("guifang") as guifang:
        moving = {"by": guifang, "now": now, "order_id": order_id}
        with pytest.raises(NumberTaken):
            appointments.move(**moving, slot_id=second, request_key="m1")
        assert str(Booking.objects.get(order_id=order_id).slot_id) == str(first)
        moved = appointments.move(**moving, slot_id=third, request_key="m2")
        assert moved.starts_at == now + timedelta(hours=2, minutes=20)
        assert appointments.move(**moving, slot_id=third, request_key="m2") == moved
        booking = Booking.objects.get(order_id=order_id)
        assert (booking.number, booking.state, booking.starts_at) == (3, "booked", moved.starts_at)
        [_, _, amended] = orders_seen.history(guifang, order_id, now)
        assert (amended.before["detail"]["number"], amended.after["detail"]["number"]) == (1, 3)  # type: ignore[index]
        book(guifang, now, service.id, first, person_id=GUIFANG)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        appointments.move(by=stranger, now=now, order_id=order_id, slot_id=second, request_key="m3")


def test_what_has_begun_does_not_move(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    first, second = numbers(today, now)[:2]
    order_id = paid(looking_as, now, service, first)
    with looking_as("desk", "hospital") as desk:
        appointments.check_in(by=desk, now=now, order_id=order_id)
    with looking_as("limin") as limin, pytest.raises(NotMovable):
        appointments.move(by=limin, now=now, order_id=order_id, slot_id=second, request_key="m1")


def test_a_number_of_another_service_is_refused(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    """Otherwise the dear doctor's number could be had at the cheap one's price."""
    with looking_as("manager", "hospital"):
        cheap = cardiology(name="普通门诊", list_price_minor=100)
        cheap_session = session(now, service=cheap, hours_ahead=5)
    with looking_as("limin") as limin:
        with pytest.raises(OtherService):
            book(limin, now, cheap.id, numbers(today, now)[0])
        order = book(limin, now, cheap.id, numbers(cheap_session, now)[0])
        with pytest.raises(capacity_errors.OtherService):
            appointments.move(by=limin, now=now, order_id=order.id, slot_id=numbers(today, now)[0], request_key="m1")
        assert Booking.objects.get(order_id=order.id).slot_id == numbers(cheap_session, now)[0]


def test_past_hours_and_double_bookings_are_refused(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    with looking_as("manager", "hospital"):
        beside = session(now, service=cardiology(name="二诊室", practitioner_id=None), hours_ahead=2)
        other = Service.objects.get(name="二诊室")
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, numbers(today, now)[0])
        with pytest.raises(SameHour):
            book(limin, now, other.id, numbers(beside, now)[0])
        with pytest.raises(InThePast):
            book(limin, now + timedelta(hours=2), service.id, numbers(today, now)[0], person_id=limin.person_id)
        # An unpaid hold that has lapsed stands in nobody's way, though no worker has swept it.
        lapsed = order.pay_until
        assert lapsed is not None
        assert book(limin, lapsed, other.id, numbers(beside, now)[0]).state == "requested"


def test_the_day_lists_cost_the_same_for_many(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    slots = numbers(today, now)
    paid(looking_as, now, service, slots[0])
    day = {"starts_from": now, "starts_to": now + timedelta(days=1)}
    with looking_as("zhao", "hospital") as zhao:
        with CaptureQueriesContext(connection) as one:
            [line] = seen.expected(zhao, HOSPITAL, now, **day, practitioner_person_id=cast.key("zhao"))
        assert (line.number, line.person) == (1, "王桂芳")
    paid(looking_as, now, service, slots[1], "limin", person_id=cast.key("limin"))
    with looking_as("desk", "hospital") as desk, CaptureQueriesContext(connection) as two:
        assert len(seen.expected(desk, HOSPITAL, now, **day)) == 2
    assert len(one) == len(two)
    with looking_as("stranger") as stranger, pytest.raises(NotAllowed):
        seen.expected(stranger, HOSPITAL, now, **day)


def test_a_lapsed_hold_is_not_expected(looking_as: Looking, now: datetime, service: Service, today: UUID) -> None:
    day = {"starts_from": now, "starts_to": now + timedelta(days=1)}
    with looking_as("limin") as limin:
        order = book(limin, now, service.id, numbers(today, now)[0])
    with looking_as("desk", "hospital") as desk:
        [held] = seen.expected(desk, HOSPITAL, now, **day)
        assert (held.state, held.person) == ("pending", "")
        assert seen.expected(desk, HOSPITAL, order.pay_until, **day) == []  # type: ignore[arg-type]


def test_an_emergency_without_a_number_still_has_a_card(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    with looking_as(SYSTEM) as system:
        order = orders.place_emergency(
            by=system, now=now, service_id=service.id, person_id=GUIFANG, detail={}, request_key="alarm-1"
        )
    with looking_as("limin") as limin:
        card = orders_seen.order_card(limin, order.id, now)
        assert (card.state, card.starts_at) == ("accepted", now)


def test_a_withdrawn_session_costs_the_patient_nothing(
    looking_as: Looking, now: datetime, service: Service, today: UUID
) -> None:
    order_id = paid(looking_as, now, service, numbers(today, now)[0])
    with looking_as("manager", "hospital") as manager:
        offers.publish_cancellation(by=manager, now=now, service_id=service.id, shares={24: 10_000})
        later = session(now, service=service, hours_ahead=26)
        capacity.withdraw(by=manager, now=now, session_id=today)
    with looking_as("guifang") as guifang:
        assert "不举行" in orders_seen.order_card(guifang, order_id, now).next_step
        assert sorted(letter.kind for letter in told.inbox(guifang)) == ["appointment.booked", "appointment.withdrawn"]
        moved = appointments.move(
            by=guifang, now=now, order_id=order_id, slot_id=numbers(later, now)[0], request_key="m"
        )
        assert moved.starts_at == now + timedelta(hours=26)
        with pytest.raises(NumberTaken):
            book(guifang, now, service.id, numbers(later, now)[0])
    with looking_as("manager", "hospital") as manager:
        capacity.withdraw(by=manager, now=now, session_id=later)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        appointments.cancel(by=stranger, now=now, order_id=order_id, reason="x")
    with looking_as("guifang") as guifang:
        # Two hours too late for the published rule, and all of it comes back: the house is the cause.
        appointments.cancel(by=guifang, now=now + timedelta(hours=4), order_id=order_id, reason="no session")
        assert orders_seen.history(guifang, order_id, now)[-1].reason == "provider"
