"""The questions of capacity."""

from yiyang.lifecycle.capacity.selectors.claims import ToMove, to_move
from yiyang.lifecycle.capacity.selectors.find import find
from yiyang.lifecycle.capacity.selectors.houses import HouseStanding, houses_ranked, rank_houses
from yiyang.lifecycle.capacity.selectors.lists import PatternLine, pattern_lines
from yiyang.lifecycle.capacity.selectors.occupied import Taken, taken_times
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
from yiyang.lifecycle.capacity.selectors.sessions import (
    SessionCard,
    SlotCard,
    is_numbered,
    numbers_left,
    numbers_of,
    numbers_of_all,
    sessions_of,
)

__all__ = [
    "HouseStanding",
    "Leave",
    "PatternLine",
    "ScheduleCard",
    "SessionCard",
    "SlotCard",
    "Sold",
    "Taken",
    "ToMove",
    "WeekLine",
    "find",
    "houses_ranked",
    "is_numbered",
    "leaves_of",
    "numbers_left",
    "numbers_of",
    "numbers_of_all",
    "pattern_lines",
    "rank_houses",
    "schedule_of",
    "schedules_of",
    "sessions_of",
    "sold_between",
    "taken_times",
    "to_move",
]
