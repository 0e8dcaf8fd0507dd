"""The verbs of cases."""

from yiyang.ground.cases.services.accept import accept
from yiyang.ground.cases.services.call_for_help import HELP, call_for_help, call_off
from yiyang.ground.cases.services.close import close
from yiyang.ground.cases.services.erase import erase_cases
from yiyang.ground.cases.services.escalate import due, escalate, escalate_due
from yiyang.ground.cases.services.hand_back import hand_back
from yiyang.ground.cases.services.ladder import ladder_of, set_ladder
from yiyang.ground.cases.services.open_case import open_case

__all__ = [
    "HELP",
    "accept",
    "call_for_help",
    "call_off",
    "close",
    "due",
    "erase_cases",
    "escalate",
    "escalate_due",
    "hand_back",
    "ladder_of",
    "open_case",
    "set_ladder",
]
