"""What can be permitted about money."""

from __future__ import annotations

from yiyang.ground.access import actions
from yiyang.ground.access.actions import Action

TILL = frozenset({actions.DESK, actions.MANAGER})

PAY = Action("settlement.pay", "Paid a bill of yours", by_self=True, scope=actions.PAY, roles=TILL)
SEE = Action("settlement.see", "Looked at a bill of yours", by_self=True, scope=actions.SEE, roles=actions.STAFF)
SEE_HOUSE = Action("settlement.see-house", "Looked at the money of the house", roles=TILL)
TAKE = Action("settlement.take", "Took your payment at the desk", roles=TILL)
REFUND = Action("settlement.refund", "Returned money to you", roles=TILL)
APPROVE = Action("settlement.approve", "Approved a refund to you", roles=frozenset({actions.MANAGER}))
FORGIVE = Action("settlement.forgive", "Asked nothing more of a bill of yours", roles=frozenset({actions.MANAGER}))
INVOICE = Action("settlement.invoice", "Wrote an invoice for you", by_self=True, scope=actions.PAY, roles=TILL)
RECONCILE = Action("settlement.reconcile", "Compared the day's payments", roles=TILL | {actions.OPERATOR})
