"""Money and time in the reader's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from yiyang.face import words
from yiyang.foundation.money import Money

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "said"),
    [(0, "¥ 0.00"), (5, "¥ 0.05"), (2000, "¥ 20.00"), (-500, "− ¥ 5.00"), (123_456_789, "¥ 1,234,567.89")],
)
def test_money_is_whole_fen(minor: int, said: str) -> None:
    assert words.money(Money(minor)) == said


def test_a_day_is_the_day_of_the_readers_zone() -> None:
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # one in the morning of the 21st in Chengdu
    with translation.override("en"):
        assert words.moment(late) == "Sat 21 Nov, 01:00"
        assert words.near_day(late, NOW) == "Today"
        assert words.near_day(late - timedelta(hours=2), NOW) == "Yesterday"
        assert words.near_day(NOW + timedelta(days=1), NOW) == "Tomorrow"


def test_ages_of_values_grow_in_steps_people_use() -> None:
    with translation.override("en"):
        said = [
            words.ago(NOW - step, NOW)
            for step in (
                timedelta(seconds=59),
                timedelta(minutes=59),
                timedelta(hours=23),
                timedelta(days=1),
                timedelta(days=2),
            )
        ]
    assert said == ["59 s ago", "59 min ago", "23 h ago", "1 day ago", "2 days ago"]


def test_a_birthday_counts_on_the_day() -> None:
    born = date(1942, 3, 8)
    assert [words.age(born, day) for day in (date(2026, 3, 7), date(2026, 3, 8))] == [83, 84]


def test_a_name_falls_back_to_the_only_one_there_is() -> None:
    class Row:
        name, name_en = "都江堰医疗中心", ""

    with translation.override("en"):
        assert words.named(Row()) == "都江堰医疗中心"
