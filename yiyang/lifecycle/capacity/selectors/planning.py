"""What is planned, when is it not given, and what is sold already? Asked before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.lifecycle.capacity.actions import PLAN
from yiyang.lifecycle.capacity.models import Closure, Schedule, WeeklyPattern

LEAVES_MAX = 200
SOLD_MAX = 500

_SOLD = """
    SELECT se.id, s.name, COALESCE(NULLIF(s.name_en, ''), s.name), COALESCE(p.name, ''),
           COALESCE(NULLIF(p.name_en, ''), p.name, ''), se.starts_at, se.ends_at, n.numbers, n.sold
      FROM capacity_session se
      JOIN offers_service s ON s.id = se.service_id
      LEFT JOIN people_practitioner p ON p.id = se.practitioner_id
     CROSS JOIN LATERAL (
        SELECT count(*) AS numbers,
               count(*) FILTER (WHERE sl.state = 'taken' OR (sl.state = 'held' AND sl.held_until > %(now)s)) AS sold
          FROM capacity_slot sl WHERE sl.organisation_id = se.organisation_id AND sl.session_id = se.id) n
     WHERE se.organisation_id = %(organisation)s AND se.state = 'open'
       AND se.starts_at < %(until)s AND se.ends_at > %(from)s
       AND (%(practitioner)s::uuid IS NULL OR se.practitioner_id = %(practitioner)s)
       AND (%(schedule)s::uuid IS NULL OR se.schedule_id = %(schedule)s)
       AND (%(session)s::uuid IS NULL OR se.id = %(session)s)
     ORDER BY se.starts_at, se.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One line of a week: ISO weekday, first minute in the house's zone, numbers and minutes, from and until days."""

    weekday: int
    begins: time
    numbers: int
    minutes_per_number: int
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class ScheduleCard:
    """A service given week after week."""

    id: UUID
    service_id: UUID
    service: str
    service_en: str
    practitioner: str
    practitioner_en: str
    room: str
    state: str
    week: tuple[WeekLine, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """A time without sessions; without a professional it is the whole house's."""

    id: UUID
    practitioner_id: UUID | None
    practitioner: str
    practitioner_en: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Sold:
    """A session and how many of its numbers somebody has."""

    session_id: UUID
    service: str
    service_en: str
    practitioner: str
    practitioner_en: str
    starts_at: datetime
    ends_at: datetime
    numbers: int
    sold: int


def schedules_of(viewer: Actor, organisation_id: UUID, now: datetime) -> list[ScheduleCard]:
    """The weeks of a house in use, by service; two queries whatever their number. For who plans there."""
    access.require(viewer, PLAN, now=now, organisation_id=organisation_id)
    rows = Schedule.objects.filter(organisation_id=organisation_id, state="active")
    schedules = list(rows.select_related("service", "practitioner").order_by("service__name", "id"))
    weeks: dict[UUID, list[WeekLine]] = {}
    lines = WeeklyPattern.objects.filter(schedule__in=[each.id for each in schedules]).order_by("weekday", "begins")
    for line in lines:
        week = weeks.setdefault(line.schedule_id, [])
        week.append(
            WeekLine(line.weekday, line.begins, line.numbers, line.minutes_per_number, line.from_on, line.until_on)
        )
    return [
        ScheduleCard(
            id=row.id,
            service_id=row.service_id,
            service=row.service.name,
            service_en=row.service.name_en or row.service.name,
            practitioner=row.practitioner.name if row.practitioner else "",
            practitioner_en=(row.practitioner.name_en or row.practitioner.name) if row.practitioner else "",
            room=row.room,
            state=row.state,
            week=tuple(weeks.get(row.id, ())),
        )
        for row in schedules
    ]


def schedule_of(viewer: Actor, schedule_id: UUID, now: datetime) -> ScheduleCard:
    """One week of the house the viewer plans for. Raises Unknown for any other."""
    found = schedules_of(viewer, viewer.organisation_id, now) if viewer.organisation_id else []
    for each in found:
        if each.id == schedule_id:
            return each
    raise Unknown


def leaves_of(viewer: Actor, organisation_id: UUID, now: datetime) -> list[Leave]:
    """Leave and exception days of a house that are not over, soonest first; at most 200."""
    rows = Closure.objects.filter(organisation_id=organisation_id, ends_at__gt=now).select_related("practitioner")
    return [
        Leave(
            row.id,
            row.practitioner_id,
            row.practitioner.name if row.practitioner else "",
            (row.practitioner.name_en or row.practitioner.name) if row.practitioner else "",
            row.starts_at,
            row.ends_at,
        )
        for row in rows.order_by("starts_at", "id")[:LEAVES_MAX]
    ]


def sold_between(
    viewer: Actor,
    organisation_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
    practitioner_id: UUID | None = None,
    schedule_id: UUID | None = None,
    session_id: UUID | None = None,
    limit: int = SOLD_MAX,
) -> list[Sold]:
    """The open sessions that touch a time, with what is sold of each: look before you change. One query."""
    access.require(viewer, PLAN, now=now, organisation_id=organisation_id)
    values: dict[str, Any] = {
        "organisation": organisation_id,
        "from": starts_at,
        "until": ends_at,
        "practitioner": practitioner_id,
        "schedule": schedule_id,
        "session": session_id,
        "now": now,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, values)
        return [Sold(*row) for row in cursor.fetchall()]
