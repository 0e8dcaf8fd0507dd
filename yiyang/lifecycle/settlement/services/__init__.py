"""The verbs of settlement: `from yiyang.lifecycle.settlement import services as settlement`."""

from yiyang.lifecycle.settlement.selectors import receipt, statement_of
from yiyang.lifecycle.settlement.services.chase import Chased, chase
from yiyang.lifecycle.settlement.services.forgive import waive, write_off
from yiyang.lifecycle.settlement.services.invoices import issue_invoice
from yiyang.lifecycle.settlement.services.notices import process, receive
from yiyang.lifecycle.settlement.services.pay import Started, pay, take
from yiyang.lifecycle.settlement.services.reconcile import (
    Mismatch,
    Reconciliation,
    reconcile,
    reconcile_yesterday,
)
from yiyang.lifecycle.settlement.services.refunds import approve_refund, decline_refund, refund

__all__ = [
    "Chased",
    "Mismatch",
    "Reconciliation",
    "Started",
    "approve_refund",
    "chase",
    "decline_refund",
    "issue_invoice",
    "pay",
    "process",
    "receipt",
    "receive",
    "reconcile",
    "reconcile_yesterday",
    "refund",
    "statement_of",
    "take",
    "waive",
    "write_off",
]
