"""Two families want Nurse Chen at the same instant: at one hour, or at two hours too close for the way. With controls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from yiyang.config.demo import cast
from yiyang.fulfilment.home_visit.errors import CannotGo
from yiyang.fulfilment.home_visit.services import book as booking
from yiyang.fulfilment.home_visit.tests.factories import CHEN, book, committing, in_force, shifts, undertaken
from yiyang.ground.access.context import acting_as

LIMIN = cast.actor("limin")


@pytest.fixture
def haircut(committed: str, now: datetime) -> UUID:
    """Haircuts at home, with Nurse Chen on duty tomorrow."""

    look = committing(now)
    in_force(look, now)
    service_id = undertaken(look, now, "haircut", "haircut")
    shifts(look, now, [1])
    return service_id


@pytest.fixture
def looked_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody claims before both have seen that she is free."""
    seen, ask = Barrier(2), booking.crew_for

    def ask_then_wait(wanting: Any) -> Any:
        crew = ask(wanting)
        seen.wait(timeout=20)
        return crew

    monkeypatch.setattr(booking, "crew_for", ask_then_wait)


def sent(haircut: UUID, now: datetime, minutes_apart: int) -> list[bool]:
    """Who of two got her, one for her mother, one for herself in another street."""

    def take(turn: int) -> bool:
        start = now + timedelta(days=1, minutes=turn * minutes_apart)
        asked: dict[str, Any] = {"practitioner_id": CHEN}
        if turn:
            asked |= {"person_id": cast.key("limin"), "address": "玉堂镇 7 号"}
        try:
            with acting_as(LIMIN, now), transaction.atomic():
                book(LIMIN, now, haircut, start, **asked)
        except CannotGo:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(take, [0, 1]))


def without(*statements: str) -> None:
    """Take the protection away, as the owner."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connections["owner"].close()


NO_TRIGGER = "ALTER TABLE home_visit_visit DISABLE TRIGGER visit_travel"
NO_EXCLUSION = "ALTER TABLE capacity_occupancy DROP CONSTRAINT occupancy_one_at_a_time"
AS_IF = "ALTER TABLE capacity_occupancy ADD CONSTRAINT occupancy_one_at_a_time UNIQUE (id, live)"  # refuses nothing


@pytest.mark.usefixtures("looked_together")
@pytest.mark.parametrize("minutes_apart", [0, 70])
def test_one_of_them_is_told_to_choose_again(haircut: UUID, now: datetime, minutes_apart: int) -> None:
    assert sorted(sent(haircut, now, minutes_apart)) == [False, True]


@pytest.mark.usefixtures("looked_together")
@pytest.mark.parametrize(("minutes_apart", "protection"), [(0, (NO_TRIGGER, NO_EXCLUSION, AS_IF)), (70, (NO_TRIGGER,))])
def test_control_without_the_constraints_she_is_in_two_places(
    haircut: UUID, now: datetime, minutes_apart: int, protection: tuple[str, ...]
) -> None:
    without(*protection)
    assert sent(haircut, now, minutes_apart) == [True, True]
