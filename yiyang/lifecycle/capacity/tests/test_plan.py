"""Weeks become sessions; leave and full rooms are named, never dropped."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Forbidden, Invalid
from yiyang.lifecycle.capacity import selectors
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import BadPattern, InThePast, NoPlacesLeft, Occupied
from yiyang.lifecycle.capacity.models import Counter, Occupancy, Session, Slot
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology

pytestmark = pytest.mark.django_db
MONDAY, THURSDAY = capacity.Week(1, time(8), 4, 15), capacity.Week(4, time(14), 6, 10)
HOSPITAL, ZHAO = cast.key("hospital"), cast.key("practitioner-zhao")


def zhaos_week(manager: object, now: datetime) -> UUID:
    return capacity.open_schedule(
        by=manager, now=now, service_id=cardiology().id, week=[MONDAY, THURSDAY], from_on=date(2026, 11, 21)  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_week_becomes_sessions_in_the_houses_own_zone_and_only_once(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        schedule = zhaos_week(manager, now)
        planned = capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=date(2026, 12, 5))
        assert (len(planned.made), planned.closed, planned.occupied) == (4, (), ())
        first = Session.objects.order_by("starts_at")[0]
        assert first.starts_at.isoformat() == "2026-11-23T00:00:00+00:00"  # Monday, eight in Chengdu
        assert list(Slot.objects.filter(session=first).order_by("number").values_list("number", flat=True)) == [
            1,
            2,
            3,
            4,
        ]
        assert capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=date(2026, 12, 5)).made == ()
        with pytest.raises(Invalid):
            capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=date(2028, 1, 1))
        cards = selectors.sessions_of(manager, HOSPITAL, now=now, until=now + timedelta(days=30))
        assert [card.free for card in cards] == [4, 6, 4, 6]
    with looking_as("stranger") as stranger, pytest.raises(Forbidden):
        capacity.plan(by=stranger, now=now, schedule_id=schedule, until_on=date(2026, 12, 5))


def test_leave_withdraws_what_stands_and_keeps_later_plans_away(looking_as: Looking, now: datetime) -> None:
    order = uuid4()
    with looking_as("manager", "hospital") as manager:
        schedule = zhaos_week(manager, now)
        capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=date(2026, 11, 28))
        monday = Session.objects.order_by("starts_at")[0]
    with looking_as("guifang"):
        capacity.hold(session_id=monday.id, person_id=cast.key("guifang"), order_id=order, until=None, now=now)
    with looking_as("manager", "hospital") as manager:
        leave = {"starts_at": now, "ends_at": now + timedelta(days=10), "practitioner_id": ZHAO}
        waiting = capacity.close(by=manager, now=now, organisation_id=HOSPITAL, **leave)
        assert [each.order_id for each in waiting] == [order]
        assert not Session.objects.filter(state="open").exists()
        planned = capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=date(2026, 12, 5))
        assert (len(planned.made), len(planned.closed)) == (1, 3)


def test_dr_zhao_is_never_in_two_rooms(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        busy = session(now)
        with pytest.raises(Occupied):
            session(now, hours_ahead=24.5)
        session(now, hours_ahead=24 + 50 / 60)
        capacity.withdraw(by=manager, now=now, session_id=busy)
        session(now, hours_ahead=24)


def test_a_session_another_one_stands_in_the_way_of_is_named(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        session(now, hours_ahead=46, numbers=2)  # Monday, eight
        planned = capacity.plan(by=manager, now=now, schedule_id=zhaos_week(manager, now), until_on=date(2026, 11, 28))
        assert len(planned.made) == 1
        assert [at.day for at in planned.occupied] == [23]


@pytest.mark.parametrize(
    "week",
    [
        [],
        [MONDAY, capacity.Week(1, time(8, 59), 1, 5)],
        [capacity.Week(8, time(8), 1, 5)],
        [capacity.Week(1, time(23), 7, 10)],
        [capacity.Week(1, time(8), 0, 10)],
    ],
)
def test_a_week_that_cannot_be_kept_is_refused(looking_as: Looking, now: datetime, week: list[capacity.Week]) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        with pytest.raises(BadPattern):
            capacity.open_schedule(by=manager, now=now, service_id=service.id, week=week, from_on=date(2026, 11, 21))
        next_to = [MONDAY, capacity.Week(1, time(9), 1, 5)]
        capacity.open_schedule(by=manager, now=now, service_id=service.id, week=next_to, from_on=date(2026, 11, 21))


def test_several_resources_are_taken_together_or_not_at_all(looking_as: Looking, now: datetime) -> None:
    nurse, car, cause = uuid4(), uuid4(), uuid4()
    hour = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=2), "organisation_id": HOSPITAL}
    with looking_as("guifang"):
        capacity.occupy(resources=[("vehicle", car)], **hour, cause_id=cause, now=now)
        with pytest.raises(Occupied):
            capacity.occupy(resources=[("practitioner", nurse), ("vehicle", car)], **hour, cause_id=uuid4(), now=now)
        assert not Occupancy.objects.filter(resource_id=nurse).exists()
        assert (capacity.vacate(cause), capacity.vacate(cause)) == (1, 0)
        both, until = [("practitioner", nurse), ("vehicle", car)], now + timedelta(minutes=10)
        assert len(capacity.occupy(resources=both, **hour, cause_id=cause, now=now, until=until)) == 2
        assert capacity.keep_occupied(cause, until) == 0
        later = uuid4()
        capacity.occupy(resources=both, **hour, cause_id=later, now=until, until=until + timedelta(minutes=10))
        assert capacity.keep_occupied(later, until) == 2
        with pytest.raises(InThePast):
            capacity.occupy(resources=both, **hour, cause_id=uuid4(), now=now + timedelta(hours=3))


def test_a_counter_gives_out_no_more_than_it_has(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service = cardiology()
        ahead = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=2)}
        counter = Counter.objects.create(organisation_id=HOSPITAL, service=service, places=3, **ahead)
    with looking_as("guifang"):
        wish, first = {"counter_id": counter.id, "person_id": cast.key("guifang"), "now": now}, uuid4()
        capacity.take_places(**wish, order_id=first, places=2)
        capacity.take_places(**wish, order_id=first, places=2)
        with pytest.raises(NoPlacesLeft):
            capacity.take_places(**wish, order_id=uuid4(), places=2)
        capacity.take_places(**wish, order_id=uuid4(), places=1)
        assert capacity.give_places_back(first)
        assert not capacity.give_places_back(first)
        with pytest.raises(InThePast):
            capacity.take_places(**{**wish, "now": now + timedelta(hours=1)}, order_id=uuid4(), places=1)
        counter.refresh_from_db()
        assert counter.taken == 1
        assert transaction.get_connection().in_atomic_block
