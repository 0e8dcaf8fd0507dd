"""How a house's services are given week after week, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.capacity.models import WeeklyPattern


@dataclass(frozen=True)
class PatternLine:
    """One line of a weekly pattern, with the name of its service."""

    id: UUID
    schedule_id: UUID
    service_id: UUID
    service: str
    weekday: int
    begins: time
    numbers: int
    minutes_per_number: int
    from_on: date
    until_on: date | None
    room: str


def pattern_lines(viewer: Actor, organisation_id: UUID) -> list[PatternLine]:
    """Every line of the standing schedules of a house, by service and day; one statement. Hours are public."""
    rows = WeeklyPattern.objects.filter(organisation_id=organisation_id, schedule__state="active")
    return [
        PatternLine(
            id=row.id,
            schedule_id=row.schedule_id,
            service_id=row.schedule.service_id,
            service=row.schedule.service.name,
            weekday=row.weekday,
            begins=row.begins,
            numbers=row.numbers,
            minutes_per_number=row.minutes_per_number,
            from_on=row.from_on,
            until_on=row.until_on,
            room=row.schedule.room,
        )
        for row in rows.select_related("schedule__service").order_by(
            "schedule__service__name", "weekday", "begins", "id"
        )
    ]
