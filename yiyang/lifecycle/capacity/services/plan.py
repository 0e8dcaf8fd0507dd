"""Sessions with their numbers: made from a weekly pattern, or singly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.lifecycle.capacity.actions import PLAN
from yiyang.lifecycle.capacity.errors import BadPattern, Occupied
from yiyang.lifecycle.capacity.models import Closure, Schedule, WeeklyPattern
from yiyang.lifecycle.capacity.services.occupy import occupy
from yiyang.lifecycle.offers import selectors as offers

HORIZON_DAYS = 366  # how far ahead sessions may be planned

_SESSION = """
    INSERT INTO capacity_session (id, organisation_id, schedule_id, service_id, practitioner_id, room, starts_at,
                                  ends_at, state)
    VALUES (%(id)s, %(organisation)s, %(schedule)s, %(service)s, %(practitioner)s, %(room)s, %(starts_at)s,
            %(ends_at)s, 'open')
    ON CONFLICT ON CONSTRAINT session_once DO NOTHING RETURNING id
"""
_SLOTS = """
    INSERT INTO capacity_slot (id, organisation_id, session_id, service_id, number, starts_at, ends_at, state, turn)
    SELECT (%(ids)s::uuid[])[n], %(organisation)s, %(id)s, %(service)s, n,
           %(starts_at)s + (n - 1) * make_interval(mins => %(minutes)s),
           %(starts_at)s + n * make_interval(mins => %(minutes)s), 'free', 0
      FROM generate_series(1, %(numbers)s) AS n
"""


@dataclass(frozen=True)
class Week:
    """One line of a weekly pattern: ISO weekday (1 Monday), first minute in the house's zone, how many numbers."""

    weekday: int
    begins: time
    numbers: int
    minutes_per_number: int


@dataclass(frozen=True)
class Planned:
    """What planning did: sessions made, and the starts it left out because of leave or a resource in use."""

    made: tuple[UUID, ...]
    closed: tuple[datetime, ...]
    occupied: tuple[datetime, ...]


def open_schedule(
    *,
    by: Actor,
    now: datetime,
    service_id: UUID,
    week: Iterable[Week],
    from_on: date,
    until_on: date | None = None,
    room: str = "",
    room_id: UUID | None = None,
) -> UUID:
    """Write down how a service is given week after week; `plan` makes its sessions. Raises BadPattern on overlap."""
    service = offers.service_card(by, service_id)
    access.require(by, PLAN, now=now, organisation_id=service.organisation_id)
    lines = list(week)
    _check_week(lines)
    with transaction.atomic():
        schedule = Schedule.objects.create(
            organisation_id=service.organisation_id,
            service_id=service.id,
            practitioner_id=service.practitioner_id,
            room=room,
            room_id=room_id,
        )
        WeeklyPattern.objects.bulk_create(
            WeeklyPattern(
                organisation_id=service.organisation_id,
                schedule=schedule,
                weekday=line.weekday,
                begins=line.begins,
                numbers=line.numbers,
                minutes_per_number=line.minutes_per_number,
                from_on=from_on,
                until_on=until_on,
            )
            for line in lines
        )
    return schedule.id


def plan(*, by: Actor, now: datetime, schedule_id: UUID, until_on: date) -> Planned:
    """Make the sessions of a schedule that begin after `now` and before the day `until_on`; repeating makes no more.

    Leave and exception days are left out, and so is a session whose professional or room is taken then; both are
    named in the answer.
    """
    schedule = Schedule.objects.select_related("organisation").filter(id=schedule_id, state="active").first()
    if schedule is None:
        raise Unknown
    access.require(by, PLAN, now=now, organisation_id=schedule.organisation_id)
    zone = schedule.organisation.zone
    today = clock.day_of(now, zone)
    if (until_on - today).days > HORIZON_DAYS:
        raise Invalid(field="until_on", reason=gettext("sessions can be planned one year ahead"))
    made: list[UUID] = []
    closed: list[datetime] = []
    occupied: list[datetime] = []
    with transaction.atomic():
        closures = _closures(schedule.organisation_id, schedule.practitioner_id, now)
        for starts_at, line in _starts(schedule_id, today, until_on, zone):
            if starts_at <= now:
                continue
            ends_at = starts_at + timedelta(minutes=line.numbers * line.minutes_per_number)
            if any(begin < ends_at and end > starts_at for begin, end in closures):
                closed.append(starts_at)
                continue
            try:
                session_id = _make(
                    schedule.service_id,
                    schedule.organisation_id,
                    starts_at,
                    Week(line.weekday, line.begins, line.numbers, line.minutes_per_number),
                    now=now,
                    schedule=schedule,
                )
            except Occupied:
                occupied.append(starts_at)
            else:
                made.extend([session_id] if session_id else [])
    return Planned(tuple(made), tuple(closed), tuple(occupied))


def add_session(
    *, by: Actor, now: datetime, service_id: UUID, starts_at: datetime, numbers: int, minutes_per_number: int
) -> UUID:
    """One session outside any pattern, in the professional's own time. Raises Occupied and Invalid."""
    service = offers.service_card(by, service_id)
    access.require(by, PLAN, now=now, organisation_id=service.organisation_id)
    if starts_at <= now or not (1 <= numbers <= 500 and 1 <= minutes_per_number <= 480):
        raise Invalid(
            field="starts_at", reason=gettext("a session lies ahead and has 1 to 500 numbers of 1 to 480 minutes")
        )
    line = Week(1, time(), numbers, minutes_per_number)
    session_id = _make(service_id, service.organisation_id, starts_at, line, now=now, service=service)
    assert session_id is not None
    return session_id


def _make(
    service_id: UUID,
    organisation_id: UUID,
    starts_at: datetime,
    line: Week,
    *,
    now: datetime,
    schedule: Schedule | None = None,
    service: offers.ServiceCard | None = None,
) -> UUID | None:
    """A session with its numbers and the time it takes of people and rooms; None when it stands already."""
    practitioner_id = schedule.practitioner_id if schedule else service.practitioner_id if service else None
    ends_at = starts_at + timedelta(minutes=line.numbers * line.minutes_per_number)
    session_id = new_id()
    with transaction.atomic(), connection.cursor() as cursor:
        values = {
            "id": session_id,
            "organisation": organisation_id,
            "schedule": schedule.id if schedule else None,
            "service": service_id,
            "practitioner": practitioner_id,
            "room": schedule.room if schedule else "",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "minutes": line.minutes_per_number,
            "numbers": line.numbers,
            "ids": [new_id() for _ in range(line.numbers)],
        }
        cursor.execute(_SESSION, values)
        if cursor.fetchone() is None:
            return None
        cursor.execute(_SLOTS, values)
        needed = [("practitioner", practitioner_id), ("room", schedule.room_id if schedule else None)]
        resources = [(kind, identifier) for kind, identifier in needed if identifier is not None]
        if resources:
            occupy(
                resources=resources,
                organisation_id=organisation_id,
                starts_at=starts_at,
                ends_at=ends_at,
                cause_id=session_id,
                now=now,
            )
    return session_id


def _starts(schedule_id: UUID, today: date, until_on: date, zone: str) -> Iterator[tuple[datetime, WeeklyPattern]]:
    lines = list(WeeklyPattern.objects.filter(schedule_id=schedule_id).order_by("begins"))
    for offset in range((until_on - today).days):
        day = today + timedelta(days=offset)
        for line in lines:
            if line.weekday == day.isoweekday() and line.from_on <= day and (not line.until_on or day < line.until_on):
                yield datetime.combine(day, line.begins, ZoneInfo(zone)), line


def _closures(organisation_id: UUID, practitioner_id: UUID | None, now: datetime) -> list[tuple[datetime, datetime]]:
    rows = Closure.objects.filter(organisation_id=organisation_id, ends_at__gt=now)
    return [(row.starts_at, row.ends_at) for row in rows if row.practitioner_id in (None, practitioner_id)]


def _check_week(lines: list[Week]) -> None:
    """Sessions of one schedule neither overlap nor reach past midnight."""
    ends: dict[int, int] = {}
    if not lines:
        raise BadPattern(field="week")
    for line in sorted(lines, key=lambda line: (line.weekday, line.begins)):
        begin = line.begins.hour * 60 + line.begins.minute
        end = begin + line.numbers * line.minutes_per_number
        if not (1 <= line.weekday <= 7 and line.numbers >= 1 and line.minutes_per_number >= 1) or end > 24 * 60:
            raise BadPattern(field="week")
        if begin < ends.get(line.weekday, 0):
            raise BadPattern(field="week")
        ends[line.weekday] = end
