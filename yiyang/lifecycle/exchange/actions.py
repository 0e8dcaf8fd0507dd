"""What can be permitted in exchange. Each line taken in is permitted once more by the room it belongs to."""

from __future__ import annotations

from yiyang.ground.access.actions import DESK, MANAGER, PRIVACY, Action

TAKE_PEOPLE = Action("exchange.take-people", "Took in a list of people", roles=frozenset({MANAGER, DESK}))
TAKE_HOUSE = Action("exchange.take-house", "Took in a list of the house", roles=frozenset({MANAGER}))
HAND_OUT_PEOPLE = Action(
    "exchange.hand-out-people", "Handed out a list in which you stand", roles=frozenset({MANAGER, PRIVACY})
)
HAND_OUT_HOUSE = Action("exchange.hand-out-house", "Handed out a list of the house", roles=frozenset({MANAGER}))
