"""When somebody of a house might come: a first look by shifts and by what is taken, before the exact question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from yiyang.foundation.actors import Actor

STEP = timedelta(minutes=30)

_WINDOWS = """
    SELECT w.practitioner_id, lower(w.during), upper(w.during) FROM people_workingwindow w
     WHERE w.organisation_id = %(house)s AND w.during && tstzrange(%(from)s, %(to)s)
"""
_TAKEN = """
    SELECT resource_id, starts_at, ends_at FROM capacity_occupancy
     WHERE resource_id = ANY(%(crew)s) AND live AND (held_until IS NULL OR held_until > %(now)s)
       AND starts_at < %(to)s AND ends_at > %(from)s
"""


@dataclass(frozen=True)
class Hour:
    """One possible start, and how many of the house work then and have nothing else."""

    starts_at: datetime
    free: int


def hours_of(
    viewer: Actor, organisation_id: UUID, now: datetime, *, day: date, days: int, minutes: int, zone: str
) -> dict[date, list[Hour]]:
    """Every half hour at which a shift of the house leaves room for so many minutes, by day, in two queries; public."""
    begin = datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
    asked = {"house": organisation_id, "from": begin, "to": begin + timedelta(days=days), "now": now}
    windows = _rows(_WINDOWS, asked)
    taken = _rows(_TAKEN, {**asked, "crew": [row[0] for row in windows]}) if windows else []
    found: dict[datetime, set[UUID]] = {}
    length = timedelta(minutes=minutes)
    by_worker: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for who, begins, ends in taken:
        by_worker.setdefault(who, []).append((begins, ends))
    for who, opens, closes in windows:
        start = _up(max(opens, now), zone)
        while start + length <= closes:
            busy = any(begins < start + length and ends > start for begins, ends in by_worker.get(who, ()))
            found.setdefault(start, set())
            if not busy:
                found[start].add(who)
            start += STEP
    by_day: dict[date, list[Hour]] = {}
    for start in sorted(found):
        by_day.setdefault(start.astimezone(ZoneInfo(zone)).date(), []).append(Hour(start, len(found[start])))
    return by_day


def _up(at: datetime, zone: str) -> datetime:
    """The next half hour on the wall, or this one."""
    local = at.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    over = local.minute % 30
    return local + timedelta(minutes=30 - over) if over or at > local else local


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
