"""What can be permitted in places."""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

KEEP_AREAS = Action("places.keep-areas", "Kept the map of areas", roles=frozenset({actions.OPERATOR}))
KEEP_RULES = Action("places.keep-rules", "Kept the entry rules", roles=frozenset({actions.OPERATOR}))
REGISTER = Action(
    "places.register", "Registered a house", roles=frozenset({actions.OPERATOR, actions.MANAGER, actions.REVIEWER})
)
RUN = Action("places.run", "Changed the house's own entry", roles=frozenset({actions.MANAGER, actions.OPERATOR}))
REVIEW = Action("places.review", "Reviewed an entry", roles=frozenset({actions.REVIEWER}))
SUSPEND = Action("places.suspend", "Suspended or closed a house", roles=frozenset({actions.REVIEWER, actions.OPERATOR}))
