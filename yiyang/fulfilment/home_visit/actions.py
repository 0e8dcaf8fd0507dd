"""What can be permitted about a home visit, beyond what orders already decide."""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

VISITORS = frozenset({actions.NURSE, actions.CARER, actions.DOCTOR})

ORDER = Action(
    "home_visit.order",
    "Ordered care at home for you",
    scope=actions.CARE,
    roles=frozenset({actions.DOCTOR}),
    logged=True,
)
VISIT = Action("home_visit.visit", "Visited you at home", roles=VISITORS)
ASSIGN = Action("home_visit.assign", "Sent somebody to you", roles=frozenset({actions.DESK, actions.MANAGER}))
SEE_DAY = Action("home_visit.see-day", "Looked at the day's visits", roles=actions.STAFF)
UNDERTAKE = Action("home_visit.undertake", "Decided what the house does at home", roles=frozenset({actions.MANAGER}))
KEEP_LIST = Action("home_visit.keep-list", "Changed what may be done at home", roles=frozenset({actions.OPERATOR}))
SEE_ASSESSMENT = Action(
    "home_visit.see-assessment",
    "Looked at how you were assessed at home",
    by_self=True,
    scope=actions.RECORDS,
    roles=actions.STAFF,
    logged=True,
)
SEE_PICTURE = Action(
    "home_visit.see-picture",
    "Looked at a picture from a visit at your home",
    by_self=True,
    scope=actions.RECORDS,
    roles=actions.CLINICAL | {actions.CARER},
    logged=True,
)
