"""The questions of capacity."""

from yiyang.lifecycle.capacity.selectors.claims import ToMove, to_move
from yiyang.lifecycle.capacity.selectors.find import find
from yiyang.lifecycle.capacity.selectors.sessions import (
    SessionCard,
    SlotCard,
    numbers_left,
    numbers_of,
    numbers_of_all,
    sessions_of,
)

__all__ = [
    "SessionCard",
    "SlotCard",
    "ToMove",
    "find",
    "numbers_left",
    "numbers_of",
    "numbers_of_all",
    "sessions_of",
    "to_move",
]
