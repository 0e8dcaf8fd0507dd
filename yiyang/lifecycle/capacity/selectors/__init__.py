"""The questions of capacity."""

from yiyang.lifecycle.capacity.selectors.claims import ToMove, to_move
from yiyang.lifecycle.capacity.selectors.find import find
from yiyang.lifecycle.capacity.selectors.planning import (
    Leave,
    ScheduleCard,
    Sold,
    WeekLine,
    leaves_of,
    schedule_of,
    schedules_of,
    sold_between,
)
from yiyang.lifecycle.capacity.selectors.sessions import SessionCard, SlotCard, numbers_of, sessions_of

__all__ = [
    "Leave",
    "ScheduleCard",
    "SessionCard",
    "SlotCard",
    "Sold",
    "ToMove",
    "WeekLine",
    "find",
    "leaves_of",
    "numbers_of",
    "schedule_of",
    "schedules_of",
    "sessions_of",
    "sold_between",
    "to_move",
]
