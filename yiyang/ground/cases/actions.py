"""What can be permitted about cases."""

from __future__ import annotations

from yiyang.ground.access.actions import MANAGER, OPERATOR, SEE, STAFF, Action

SEE_CASES = Action("cases.see", "Looked at what must be taken on", by_self=True, scope=SEE, roles=STAFF | {OPERATOR})
CALL_FOR_HELP = Action("cases.call-for-help", "Called for help", by_self=True, scope=SEE, roles=STAFF)
EDIT_LADDER = Action("cases.edit-ladder", "Changed whom a case asks", roles=frozenset({MANAGER, OPERATOR}))
TAKE_OVER = Action("cases.take-over", "Took on or closed a case of the house", roles=frozenset({MANAGER, OPERATOR}))
