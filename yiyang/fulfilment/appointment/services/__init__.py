"""The verbs of appointments; placing, paying and cancelling one are orders' and settlement's."""

from yiyang.fulfilment.appointment.services.cancel import cancel
from yiyang.fulfilment.appointment.services.move import move
from yiyang.fulfilment.appointment.services.remind import remind_due
from yiyang.fulfilment.appointment.services.retake import retake
from yiyang.fulfilment.appointment.services.visit import call_next, check_in, finish, note_no_show, see
from yiyang.fulfilment.appointment.services.watch import tell_watchers, unwatch, watch

__all__ = [
    "call_next",
    "cancel",
    "check_in",
    "finish",
    "move",
    "note_no_show",
    "remind_due",
    "retake",
    "see",
    "tell_watchers",
    "unwatch",
    "watch",
]
