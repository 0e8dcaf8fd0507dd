"""Quiet hours, to the minute, across midnight and across a change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.ground.messages.quiet import next_loud

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("local", "loud"),
    [
        ("2026-11-21 21:59", "2026-11-21 21:59"),
        ("2026-11-21 22:00", "2026-11-22 07:00"),
        ("2026-11-22 00:00", "2026-11-22 07:00"),
        ("2026-11-22 06:59", "2026-11-22 07:00"),
        ("2026-11-22 07:00", "2026-11-22 07:00"),
    ],
)
def test_the_night(local: str, loud: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    assert next_loud(at, time(22), time(7), "Asia/Shanghai") == datetime.fromisoformat(loud).replace(tzinfo=SHANGHAI)


def test_a_midday_rest_and_no_rest_at_all() -> None:
    at = datetime(2026, 11, 21, 13, 0, tzinfo=SHANGHAI)
    assert next_loud(at, time(12), time(14), "Asia/Shanghai") == at.replace(hour=14)
    assert next_loud(at, time(12), time(12), "Asia/Shanghai") == at


def test_the_night_in_which_the_clocks_change() -> None:
    at = datetime(2026, 3, 28, 23, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert next_loud(at.astimezone(UTC), time(22), time(7), "Europe/Berlin") == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.times(), st.times())
def test_what_is_loud_is_never_earlier_never_a_day_later_and_really_loud(
    at: datetime, begins: time, ends: time
) -> None:
    loud = next_loud(at, begins, ends, "Asia/Shanghai")
    assert 0 <= (loud - at).total_seconds() <= 86_400
    assert next_loud(loud, begins, ends, "Asia/Shanghai") == loud
