"""The verbs of home visits; placing, paying and cancelling one are orders' and settlement's."""

from yiyang.fulfilment.home_visit.services.entries import Entry
from yiyang.fulfilment.home_visit.services.hand_in import Answer, hand_in

__all__ = ["Answer", "Entry", "hand_in"]
