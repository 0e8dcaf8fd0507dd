"""The verbs of orders."""

from yiyang.lifecycle.orders.services.amend import Change, amend
from yiyang.lifecycle.orders.services.cancel import cancel, expire_due
from yiyang.lifecycle.orders.services.carry_out import accept, complete, fail, put_on_hold, reject, resume, start
from yiyang.lifecycle.orders.services.erase import erase_words
from yiyang.lifecycle.orders.services.package import BY_THE_HOUSE
from yiyang.lifecycle.orders.services.place import place, place_emergency

__all__ = [
    "BY_THE_HOUSE",
    "Change",
    "accept",
    "amend",
    "cancel",
    "complete",
    "erase_words",
    "expire_due",
    "fail",
    "place",
    "place_emergency",
    "put_on_hold",
    "reject",
    "resume",
    "start",
]
