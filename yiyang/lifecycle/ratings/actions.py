"""What can be permitted about ratings. Nobody of the house rates its work."""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

RATE = Action("ratings.rate", "Rated a service you received", by_self=True, scope=actions.BOOK)
SEE = Action("ratings.see", "Looked at a rating of yours", by_self=True, scope=actions.SEE, roles=actions.STAFF)
ANSWER = Action("ratings.answer", "Answered a rating", roles=actions.STAFF)
HIDE = Action("ratings.hide", "Hid a rating", roles=frozenset({actions.OPERATOR, actions.REVIEWER}))
