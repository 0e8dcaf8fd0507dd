"""The verbs of access."""

from yiyang.ground.access.services.assign import assign, revoke
from yiyang.ground.access.services.break_glass import break_glass, check_opening, end_break_glass, review_break_glass
from yiyang.ground.access.services.disclose import disclose
from yiyang.ground.access.services.erase import erase_reasons
from yiyang.ground.access.services.note_refusal import note_refusal
from yiyang.ground.access.services.relate import relate, unrelate, unrelate_everywhere
from yiyang.ground.access.services.require import Grant, may, require
from yiyang.ground.access.services.withhold import allow_again, withhold

__all__ = [
    "Grant",
    "allow_again",
    "assign",
    "break_glass",
    "check_opening",
    "disclose",
    "end_break_glass",
    "erase_reasons",
    "may",
    "note_refusal",
    "relate",
    "require",
    "review_break_glass",
    "revoke",
    "unrelate",
    "unrelate_everywhere",
    "withhold",
]
