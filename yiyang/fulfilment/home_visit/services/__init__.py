"""The verbs of home visits; placing, paying and cancelling one are orders' and settlement's."""

from yiyang.fulfilment.home_visit.services.assign import assign, assign_waiting, unassign
from yiyang.fulfilment.home_visit.services.cancel import cancel
from yiyang.fulfilment.home_visit.services.catalogue import (
    Rule,
    change_item,
    price_consumable,
    set_worker_terms,
    take_over,
    undertake,
)
from yiyang.fulfilment.home_visit.services.entries import Entry
from yiyang.fulfilment.home_visit.services.hand_in import Answer, hand_in
from yiyang.fulfilment.home_visit.services.move import move
from yiyang.fulfilment.home_visit.services.no_show import break_off, note_nobody_came, note_not_at_home
from yiyang.fulfilment.home_visit.services.regular import choose_regular
from yiyang.fulfilment.home_visit.services.remind import remind_due
from yiyang.fulfilment.home_visit.services.requests import order_care, revoke
from yiyang.fulfilment.home_visit.services.safety import forget_positions
from yiyang.fulfilment.home_visit.services.series import (
    SeriesWish,
    book_series,
    cancel_series,
    dates_from,
    move_series,
)

__all__ = [
    "Answer",
    "Entry",
    "Rule",
    "SeriesWish",
    "assign",
    "assign_waiting",
    "book_series",
    "break_off",
    "cancel",
    "cancel_series",
    "change_item",
    "choose_regular",
    "dates_from",
    "forget_positions",
    "hand_in",
    "move",
    "move_series",
    "note_nobody_came",
    "note_not_at_home",
    "order_care",
    "price_consumable",
    "remind_due",
    "revoke",
    "set_worker_terms",
    "take_over",
    "unassign",
    "undertake",
]
