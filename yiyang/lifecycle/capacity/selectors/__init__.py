"""The questions of capacity."""

from yiyang.lifecycle.capacity.selectors.claims import ToMove, to_move
from yiyang.lifecycle.capacity.selectors.find import find
from yiyang.lifecycle.capacity.selectors.lists import PatternLine, pattern_lines
from yiyang.lifecycle.capacity.selectors.occupied import Taken, taken_times
from yiyang.lifecycle.capacity.selectors.sessions import SessionCard, SlotCard, numbers_of, sessions_of

__all__ = [
    "PatternLine",
    "SessionCard",
    "SlotCard",
    "Taken",
    "ToMove",
    "find",
    "numbers_of",
    "pattern_lines",
    "sessions_of",
    "taken_times",
    "to_move",
]
