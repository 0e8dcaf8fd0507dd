"""The verbs of exchange."""

from yiyang.lifecycle.exchange.services.runs import cancel, give_up, hand_in, sweep_lists, take_in, work_off
from yiyang.lifecycle.exchange.services.take import How, take_table

__all__ = ["How", "cancel", "give_up", "hand_in", "sweep_lists", "take_in", "take_table", "work_off"]
