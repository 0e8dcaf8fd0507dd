"""Days, weeks and months on a house's calendar: pure functions over dates; every stretch is half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from yiyang.insight.indicators.errors import NoSuchPeriod

Unit = Literal["day", "week", "month"]
UNITS: tuple[Unit, ...] = ("day", "week", "month")
SHOWN: dict[Unit, int] = {"day": 14, "week": 12, "month": 12}  # how many a series has


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first day, until before the day `until`."""

    first: date
    until: date


def unit_of(text: str) -> Unit:
    """The unit somebody asked for. Raises NoSuchPeriod."""
    if text not in UNITS:
        raise NoSuchPeriod(field="period")
    return text


def containing(day: date, unit: Unit) -> Stretch:
    """The day, the week (from Monday) or the month a day lies in."""
    if unit == "day":
        return Stretch(day, day + timedelta(days=1))
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Stretch(monday, monday + timedelta(days=7))
    first = day.replace(day=1)
    return Stretch(first, (first + timedelta(days=32)).replace(day=1))


def before(stretch: Stretch, unit: Unit) -> Stretch:
    """The one that ends where this begins."""
    return containing(stretch.first - timedelta(days=1), unit)


def series(until: date, unit: Unit, count: int | None = None) -> list[Stretch]:
    """The last `count` stretches, oldest first, the one that contains `until` last."""
    found = [containing(until, unit)]
    for _step in range((count or SHOWN[unit]) - 1):
        found.append(before(found[-1], unit))
    return found[::-1]


def begins(day: date, zone: str) -> datetime:
    """The instant at which a day begins on the house's clock."""
    return datetime.combine(day, time(), ZoneInfo(zone))
