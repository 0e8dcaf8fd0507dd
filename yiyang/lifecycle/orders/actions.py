"""What can be permitted about an order.

Whoever may book for a person may place and take back; only the provider's own staff carry the work forward.
"""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

BOOKERS = frozenset({actions.DESK, actions.MANAGER, actions.DOCTOR, actions.NURSE, actions.CARER})

PLACE = Action("orders.place", "Placed an order for you", by_self=True, scope=actions.BOOK, roles=BOOKERS)
CANCEL = Action("orders.cancel", "Cancelled an order of yours", by_self=True, scope=actions.BOOK, roles=BOOKERS)
AMEND = Action("orders.amend", "Changed an order of yours", by_self=True, scope=actions.BOOK, roles=BOOKERS)
CARRY_OUT = Action("orders.carry-out", "Worked on an order of yours", roles=actions.STAFF)
SEE = Action("orders.see", "Looked at an order of yours", by_self=True, scope=actions.SEE, roles=actions.STAFF)
SEE_HOUSE = Action("orders.see-house", "Looked at the orders of the house", roles=actions.STAFF)
EXPORT = Action("orders.export", "Took a copy of all your orders", by_self=True)
