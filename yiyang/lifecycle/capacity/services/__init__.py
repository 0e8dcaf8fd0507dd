"""The verbs of capacity, and the rows they answer with."""

from yiyang.lifecycle.capacity.claims import Claim
from yiyang.lifecycle.capacity.ranking import Found
from yiyang.lifecycle.capacity.selectors.find import find
from yiyang.lifecycle.capacity.services.claim_of import claim_of
from yiyang.lifecycle.capacity.services.hold import hold
from yiyang.lifecycle.capacity.services.keep import keep
from yiyang.lifecycle.capacity.services.move import move
from yiyang.lifecycle.capacity.services.occupy import keep_occupied, occupy, vacate
from yiyang.lifecycle.capacity.services.plan import Planned, Week, add_session, open_schedule, plan
from yiyang.lifecycle.capacity.services.release import release
from yiyang.lifecycle.capacity.services.reopen import end_schedule, reopen
from yiyang.lifecycle.capacity.services.take_places import give_places_back, take_places
from yiyang.lifecycle.capacity.services.withdraw import close, withdraw

__all__ = [
    "Claim",
    "Found",
    "Planned",
    "Week",
    "add_session",
    "claim_of",
    "close",
    "end_schedule",
    "find",
    "give_places_back",
    "hold",
    "keep",
    "keep_occupied",
    "move",
    "occupy",
    "open_schedule",
    "plan",
    "release",
    "reopen",
    "take_places",
    "vacate",
    "withdraw",
]
