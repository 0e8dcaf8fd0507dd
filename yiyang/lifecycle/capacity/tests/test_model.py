"""A model of two parallel sessions beside the database: after every step they say the same.

Holds are made, kept, released, moved and left to lapse in any order Hypothesis can think of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conftest import NOW
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.capacity import selectors
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import HoldLapsed, NothingClaimed, NumberTaken, SameHour, SessionFull
from yiyang.lifecycle.capacity.models import Slot
from yiyang.lifecycle.capacity.tests.factories import committed_session, people
from yiyang.lifecycle.offers.tests.factories import cardiology

NUMBERS, PEOPLE = 4, 3
SIDES, PLACES, WHO = st.sampled_from([0, 1]), st.integers(1, NUMBERS), st.integers(0, PEOPLE - 1)
HOLDS = st.one_of(st.none(), st.integers(1, 20))  # minutes, or kept at once


@dataclass
class Booked:
    """What the model knows of one order; `until` None is kept."""

    person: int
    side: int
    number: int
    until: datetime | None
    given_up: bool = False

    def live(self, now: datetime) -> bool:
        return not self.given_up and (self.until is None or self.until > now)


class Booking(RuleBasedStateMachine):
    """The same numbers at the same hours in two sessions, so that people can collide with themselves."""

    lapsing: ClassVar[bool] = True  # the failing control believes that holds never end

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.people = people(PEOPLE)
        service = cardiology("owner", practitioner_id=None)
        self.sessions = [committed_session(NOW, numbers=NUMBERS, service=service) for _ in range(2)]
        self.slots = [
            dict(Slot.objects.using("owner").filter(session_id=each).values_list("number", "id"))
            for each in self.sessions
        ]
        self.orders: dict[UUID, Booked] = {}

    def alive(self, booked: Booked) -> bool:
        return booked.live(self.now if self.lapsing else NOW)

    def open(self, side: int) -> list[int]:
        taken = {each.number for each in self.orders.values() if each.side == side and self.alive(each)}
        return [number for number in range(1, NUMBERS + 1) if number not in taken]

    def busy(self, person: int, number: int, but: UUID | None = None) -> bool:
        return any(
            order != but and each.person == person and each.number == number and self.alive(each)
            for order, each in self.orders.items()
        )

    def ask(self, person: int, verb: Any, *args: Any, **wishes: Any) -> tuple[Any, type[Refused] | None]:
        with acting_as(Actor.person(self.people[person]), self.now), transaction.atomic():
            try:
                return verb(*args, **wishes, now=self.now), None
            except Refused as refused:
                return None, type(refused)

    def book(self, person: int, side: int, minutes: int | None, number: int | None) -> None:
        order, until = uuid4(), self.now + timedelta(minutes=minutes) if minutes else None
        wish = {"session_id": self.sessions[side], "number": number, "person_id": self.people[person]}
        claim, refused = self.ask(person, capacity.hold, **wish, order_id=order, until=until)
        wanted = number or min(self.open(side), default=0)
        if wanted not in self.open(side):
            assert refused is (NumberTaken if number else SessionFull)
        elif self.busy(person, wanted):
            assert refused is SameHour
        else:
            assert refused is None
            assert claim.number == wanted
            self.orders[order] = Booked(person, side, wanted, until)

    @rule(person=WHO, side=SIDES, minutes=HOLDS)
    def hold_the_lowest(self, person: int, side: int, minutes: int | None) -> None:
        self.book(person, side, minutes, None)

    @rule(person=WHO, side=SIDES, minutes=HOLDS, number=PLACES)
    def hold_this_one(self, person: int, side: int, minutes: int | None, number: int) -> None:
        self.book(person, side, minutes, number)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def keep(self, data: st.DataObject) -> None:
        order, booked = data.draw(st.sampled_from(list(self.orders.items())))
        _, refused = self.ask(booked.person, capacity.keep, order)
        assert refused is (None if self.alive(booked) else HoldLapsed)
        if refused is None:
            booked.until = None

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        order, booked = data.draw(st.sampled_from(list(self.orders.items())))
        freed, refused = self.ask(booked.person, capacity.release, order)
        assert refused is None
        assert not (booked.given_up and freed)
        assert freed or not self.alive(booked)
        booked.given_up = True

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), side=SIDES, number=PLACES)
    def move(self, data: st.DataObject, side: int, number: int) -> None:
        order, booked = data.draw(st.sampled_from(list(self.orders.items())))
        claim, refused = self.ask(booked.person, capacity.move, order, self.slots[side][number])
        if not self.alive(booked):
            assert refused in (HoldLapsed, NothingClaimed)
        elif (side, number) == (booked.side, booked.number):
            assert refused is None
        elif number not in self.open(side):
            assert refused is NumberTaken
        elif self.busy(booked.person, number, but=order):
            assert refused is SameHour
        else:
            assert refused is None
            assert claim.held_until == booked.until
            booked.side, booked.number = side, number

    @rule(minutes=st.integers(1, 15))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def database_and_model_agree(self) -> None:
        if not hasattr(self, "orders"):
            return
        with acting_as(Actor.person(self.people[0]), self.now), transaction.atomic():
            for side, session_id in enumerate(self.sessions):
                cards = selectors.numbers_of(Actor.person(self.people[0]), session_id, self.now)
                assert [card.number for card in cards if card.free] == self.open(side)
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT c.order_id, c.slot_id FROM capacity_slotclaim c JOIN capacity_slot s ON s.id = c.slot_id"
                " WHERE s.session_id = ANY(%s) AND s.turn = c.turn AND (c.state = 'kept' OR"
                " (c.state = 'held' AND c.held_until > %s))",
                [self.sessions, self.now],
            )
            stored = dict(cursor.fetchall())
        alive = {order: self.slots[each.side][each.number] for order, each in self.orders.items() if self.alive(each)}
        assert stored == alive


class BelievingHoldsNeverEnd(Booking):
    lapsing = False


def sized(examples: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> settings:
    return settings(
        phases=phases,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=examples < 100,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize(
    ("examples", "steps"), [(12, 25), pytest.param(250, 40, marks=pytest.mark.long)], ids=["reduced", "full"]
)
def test_the_database_does_what_the_model_says(committed: str, examples: int, steps: int) -> None:
    run_state_machine_as_test(Booking, settings=sized(examples, steps))


def test_control_a_model_without_lapsing_is_found_out(committed: str) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(BelievingHoldsNeverEnd, settings=sized(60, 25, (Phase.generate,)))
