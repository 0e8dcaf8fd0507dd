"""Who may be told about a person."""

from __future__ import annotations

from yiyang.ground.access.actions import ALARMS, ALL_ROLES, SEE, Action

RECEIVE = Action("messages.receive", "Was told about this person", by_self=True, scope=SEE, roles=ALL_ROLES)
RECEIVE_ALARM = Action(
    "messages.receive-alarm", "Was alarmed about this person", by_self=True, scope=ALARMS, roles=ALL_ROLES
)
