"""What can be permitted in people."""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

_FRONT = frozenset({actions.MANAGER, actions.DESK, actions.DOCTOR, actions.NURSE, actions.CARER})

REGISTER = Action("people.register", "Opened a file", roles=_FRONT | {actions.OPERATOR})
SEE = Action(
    "people.see",
    "Looked at the personal page",
    by_self=True,
    scope=actions.SEE,
    roles=actions.STAFF,
    breakable=True,
    logged=True,
)
LIST = Action("people.list", "Found the file in a search", by_self=True, scope=actions.SEE, roles=actions.STAFF)
DESCRIBE = Action(
    "people.describe", "Changed the personal page", by_self=True, scope=actions.CARE, roles=_FRONT, logged=True
)
REVEAL = Action(
    "people.reveal", "Read an identity or telephone number in full", by_self=True, scope=actions.CARE, roles=_FRONT,
    logged=True,
)  # fmt: skip
MERGE = Action(
    "people.merge", "Joined or separated two files", scope=actions.CARE,
    roles=frozenset({actions.MANAGER, actions.DESK}), logged=True,
)  # fmt: skip
MOVE = Action(
    "people.move", "Moved the care to another setting", scope=actions.CARE,
    roles=frozenset({actions.MANAGER, actions.DESK, actions.DOCTOR, actions.NURSE}), logged=True,
)  # fmt: skip
GRANT_FAMILY = Action("people.grant-family", "Let a relative in", by_self=True)
RECORD_GUARDIAN = Action(
    "people.record-guardian", "Recorded a guardian", scope=actions.CARE,
    roles=frozenset({actions.MANAGER, actions.DESK}), logged=True,
)  # fmt: skip
KEEP_TEAM = Action(
    "people.keep-team", "Changed the care team", by_self=True, scope=actions.CARE,
    roles=frozenset({actions.MANAGER, actions.DESK, actions.DOCTOR, actions.NURSE}), logged=True,
)  # fmt: skip
EMPLOY = Action("people.employ", "Kept the staff of the house", roles=frozenset({actions.MANAGER}))
OPEN_ACCOUNT = Action(
    "people.open-account", "Opened a way to sign in", scope=actions.CARE,
    roles=frozenset({actions.MANAGER, actions.DESK}), logged=True,
)  # fmt: skip
HANDLE = Action(
    "people.handle-request",
    "Handled a request for your data",
    roles=frozenset({actions.OPERATOR, actions.PRIVACY}),
)
EXPORT = Action("people.export", "Took a copy of the whole file", by_self=True)
ERASE = Action("people.erase", "Erased the file", by_self=True)
