"""The questions of settlement."""

from yiyang.lifecycle.settlement.selectors.due import DueBill, bills_due
from yiyang.lifecycle.settlement.selectors.receipts import PaymentReceipt, receipt
from yiyang.lifecycle.settlement.selectors.statement import (
    BillLine,
    BillStatement,
    PaymentLine,
    RefundLine,
    number_of,
    statement_of,
)

__all__ = [
    "BillLine",
    "BillStatement",
    "DueBill",
    "PaymentLine",
    "PaymentReceipt",
    "RefundLine",
    "bills_due",
    "number_of",
    "receipt",
    "statement_of",
]
