"""Eight o'clock: everybody wants one of forty numbers. Forty are sold, none twice, and everyone gets an answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connections

from yiyang.lifecycle.capacity.tests.factories import committed_session, people
from yiyang.lifecycle.capacity.tests.rush import rush

NUMBERS = 40


def sold(session_id: UUID) -> tuple[int, int]:
    """(live claims, different numbers among them), read past the policies."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT c.number) FROM capacity_slotclaim c"
            " JOIN capacity_slot s ON s.id = c.slot_id WHERE s.session_id = %s AND c.state IN ('held', 'kept')",
            [session_id],
        )
        claims, numbers = cursor.fetchone()
    return claims, numbers


@pytest.mark.parametrize(
    ("wanting", "processes"), [(300, 4), pytest.param(10_000, 16, marks=pytest.mark.long)], ids=["reduced", "full"]
)
def test_forty_numbers_are_sold_and_everyone_is_answered(
    committed: str, now: datetime, wanting: int, processes: int, record_property: object
) -> None:
    session_id = committed_session(now, numbers=NUMBERS, minutes=5)
    result = rush(session_id, people(wanting), now=now, processes=processes)
    assert result.outcomes == {"sold": NUMBERS, "session-full": wanting - NUMBERS}
    assert sold(session_id) == (NUMBERS, NUMBERS)
    figures = {"claims_per_second": round(wanting / result.wall), "p99_ms": round(result.p99_ms, 1)}
    record_property("figures", figures)  # type: ignore[operator]
    print(f"stampede: {wanting} claims, {processes} processes: {figures}")


def test_control_looking_first_and_writing_then_sells_twice(committed: str, now: datetime) -> None:
    session_id = committed_session(now, numbers=NUMBERS, minutes=5)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE capacity_slotclaim DROP CONSTRAINT claim_one_per_turn")
    rush(session_id, people(200), now=now, processes=4, how="look-then-write")
    claims, numbers = sold(session_id)
    assert claims > numbers
