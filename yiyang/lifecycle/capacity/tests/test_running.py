"""Before a week or a leave is changed one sees what is sold; a leave taken back brings its own sessions back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access.errors import NotAllowed
from yiyang.lifecycle.capacity import errors
from yiyang.lifecycle.capacity import selectors as asked
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.models import Closure, Session
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology

pytestmark = pytest.mark.django_db
HOSPITAL, GUIFANG, ZHAO = cast.key("hospital"), cast.key("guifang"), cast.key("practitioner-zhao")


def test_a_leave_names_what_is_sold_and_can_be_taken_back(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service = cardiology()
        monday, tuesday = (session(now, service=service, hours_ahead=hours) for hours in (48, 72))
    with looking_as("guifang"):
        order = uuid4()
        capacity.hold(session_id=monday, person_id=GUIFANG, order_id=order, until=None, now=now)
    with looking_as("manager", "hospital") as manager:
        ahead = {"starts_at": now + timedelta(hours=40), "ends_at": now + timedelta(hours=60)}
        sold = asked.sold_between(manager, HOSPITAL, *ahead.values(), now=now, practitioner_id=ZHAO)
        assert [(each.session_id, each.numbers, each.sold) for each in sold] == [(monday, 5, 1)]
        to_move = capacity.close(by=manager, now=now, organisation_id=HOSPITAL, practitioner_id=ZHAO, **ahead)
        assert [each.order_id for each in to_move] == [order]
        leave = asked.leaves_of(manager, HOSPITAL, now)[0]
        back = capacity.reopen(by=manager, now=now, closure_id=leave.id)
        assert back.made == (monday,)
        assert set(Session.objects.values_list("id", "state")) == {(monday, "open"), (tuesday, "open")}
        free = [slot.free for slot in asked.numbers_of(manager, monday, now)]
        assert free == [False, True, True, True, True]  # whoever had a number has it still
        assert not asked.leaves_of(manager, HOSPITAL, now)
        with pytest.raises(Unknown):
            capacity.reopen(by=manager, now=now, closure_id=leave.id)


def test_what_was_given_away_meanwhile_stays_withdrawn(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        first = session(now, service=service)
        span = {"starts_at": now + timedelta(hours=20), "ends_at": now + timedelta(hours=30)}
        capacity.close(by=manager, now=now, organisation_id=HOSPITAL, **span)
        second = session(now, service=service)  # the same hour, planned by hand
        back = capacity.reopen(by=manager, now=now, closure_id=Closure.objects.get().id)
        assert (back.made, len(back.occupied)) == ((), 1)
        assert dict(Session.objects.values_list("id", "state")) == {first: "withdrawn", second: "open"}


def test_a_week_ends_on_its_day(looking_as: Looking, now: datetime) -> None:
    today = day_of(now, "Asia/Shanghai")
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        week = [capacity.Week(day, time(9), 3, 10) for day in range(1, 8)]
        schedule = capacity.open_schedule(by=manager, now=now, service_id=service.id, week=week, from_on=today)
        capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=today + timedelta(days=10))
        card = asked.schedule_of(manager, schedule, now)
        assert len(card.week) == 7
        with pytest.raises(Invalid) as refused:
            capacity.end_schedule(by=manager, now=now, schedule_id=schedule, from_on=today - timedelta(days=1))
        assert refused.value.field == "from_on"
        assert capacity.end_schedule(by=manager, now=now, schedule_id=schedule, from_on=today + timedelta(days=5)) == []
        open_days = {
            day_of(at, "Asia/Shanghai")
            for at in Session.objects.filter(state="open").values_list("starts_at", flat=True)
        }
        assert max(open_days) == today + timedelta(days=4)
        again = capacity.plan(by=manager, now=now, schedule_id=schedule, until_on=today + timedelta(days=10))
        assert again.made == ()
        capacity.end_schedule(by=manager, now=now, schedule_id=schedule, from_on=today)
        assert asked.schedules_of(manager, HOSPITAL, now) == []
    for who, house in (("stranger", None), ("chen", "community")):
        with looking_as(who, house) as other:
            with pytest.raises(NotAllowed):
                capacity.end_schedule(by=other, now=now, schedule_id=schedule, from_on=today)
            with pytest.raises(NotAllowed):
                asked.sold_between(other, HOSPITAL, now, now + timedelta(days=1), now=now)


def test_control_a_session_withdrawn_by_hand_does_not_come_back_with_a_leave(
    looking_as: Looking, now: datetime
) -> None:
    with looking_as("manager", "hospital") as manager:
        by_hand = session(now)
        capacity.withdraw(by=manager, now=now, session_id=by_hand)
        span = {"starts_at": now + timedelta(hours=20), "ends_at": now + timedelta(hours=30)}
        capacity.close(by=manager, now=now, organisation_id=HOSPITAL, **span)
        assert capacity.reopen(by=manager, now=now, closure_id=Closure.objects.get().id).made == ()
        assert Session.objects.get(id=by_hand).state == "withdrawn"
        with pytest.raises(errors.SessionWithdrawn):
            capacity.hold(session_id=by_hand, person_id=GUIFANG, order_id=uuid4(), until=None, now=now)
