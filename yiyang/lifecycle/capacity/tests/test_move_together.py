"""Several people move to one free number at the same instant: one has it, nobody loses what they had."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connection, connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.models import Slot
from yiyang.lifecycle.capacity.tests.factories import committed_session, people

MANY = 6
Change = Callable[[UUID, UUID, UUID, datetime], None]


def moving(person: UUID, order: UUID, slot: UUID, now: datetime) -> None:
    with acting_as(Actor.person(person), now), transaction.atomic():
        capacity.move(order, slot, now)


def giving_up_first(person: UUID, order: UUID, slot: UUID, now: datetime) -> None:
    """The failing control: free the old number, then ask for the new one."""
    with acting_as(Actor.person(person), now), transaction.atomic():
        capacity.release(order, now)
    with acting_as(Actor.person(person), now), transaction.atomic():
        capacity.hold(slot_id=slot, person_id=person, order_id=uuid4(), until=None, now=now)


def all_at_once(change: Change, now: datetime) -> list[UUID]:
    """Everyone has a number and wants the last free one at the same instant; who has which number afterwards."""
    session_id = committed_session(now, numbers=MANY + 1)
    last = Slot.objects.using("owner").get(session_id=session_id, number=MANY + 1)
    crowd, start = [(person, uuid4()) for person in people(MANY)], Barrier(MANY)
    for person, order in crowd:
        with acting_as(Actor.person(person), now), transaction.atomic():
            capacity.hold(session_id=session_id, person_id=person, order_id=order, until=None, now=now)

    def run(person: UUID, order: UUID) -> None:
        with acting_as(Actor.person(person), now), transaction.atomic():
            connection.ensure_connection()
        start.wait(timeout=60)
        with suppress(Refused):
            change(person, order, last.id, now)
        connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(lambda one: run(*one), crowd))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT person_id FROM capacity_slotclaim WHERE state = 'kept' ORDER BY number")
        return [row[0] for row in cursor.fetchall()]


def test_one_has_it_and_nobody_loses_what_they_had(committed: str, now: datetime) -> None:
    having = all_at_once(moving, now)
    assert len(having) == len(set(having)) == MANY
    taken = Slot.objects.using("owner").filter(state="taken").values_list("number", flat=True)
    assert MANY + 1 in taken
    assert len(taken) == MANY


def test_control_giving_up_the_old_number_first_loses_it(committed: str, now: datetime) -> None:
    assert len(all_at_once(giving_up_first, now)) < MANY
