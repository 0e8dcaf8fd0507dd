"""Two doctors of one session call at the same instant. With a control."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier, local
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.models import QuerySet

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment import services as appointments
from yiyang.fulfilment.appointment.tests.factories import SYSTEM, book, numbers
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import services as orders

ZHAO = cast.actor("zhao", "hospital")


@pytest.fixture
def sitting(committed: str, now: datetime) -> UUID:
    """A session of today with two people waiting."""
    with acting_as(cast.actor("manager", "hospital"), now), transaction.atomic():
        service = cardiology(terms="postpaid")
        today = session(now, service=service, hours_ahead=2)
        slots = numbers(today, now)
    for who, slot in (("guifang", slots[0]), ("limin", slots[1])):
        actor = cast.actor(who)
        with acting_as(actor, now), transaction.atomic():
            order = book(actor, now, service.id, slot, person_id=actor.person_id)
        with acting_as(SYSTEM, now), transaction.atomic():
            orders.accept(order_id=order.id, by=SYSTEM, now=now)
            appointments.check_in(by=SYSTEM, now=now, order_id=order.id)
    return today


def called(sitting: UUID, now: datetime) -> list[UUID]:
    """Whom two doctors call who look at the same instant."""
    start = Barrier(2)

    def call(doctor: Actor) -> UUID:
        try:
            with acting_as(doctor, now), transaction.atomic():
                start.wait(timeout=20)
                return appointments.call_next(by=doctor, now=now, session_id=sitting)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(call, [ZHAO, ZHAO]))


@pytest.fixture
def looked_together(sitting: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes before both have looked."""
    looked, first, doctor = Barrier(2), QuerySet.first, local()

    def first_then_wait(rows: QuerySet[Any]) -> Any:
        found = first(rows)
        if not hasattr(doctor, "looked"):
            doctor.looked = True
            looked.wait(timeout=20)
        return found

    monkeypatch.setattr(QuerySet, "first", first_then_wait)


@pytest.mark.usefixtures("looked_together")
def test_they_call_two_different_people(sitting: UUID, now: datetime) -> None:
    assert len(set(called(sitting, now))) == 2


@pytest.mark.usefixtures("looked_together")
def test_control_without_the_lock_they_call_the_same_one(
    sitting: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    assert len(set(called(sitting, now))) == 1
