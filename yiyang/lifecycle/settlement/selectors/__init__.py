"""The questions of settlement."""

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
    "PaymentLine",
    "PaymentReceipt",
    "RefundLine",
    "number_of",
    "receipt",
    "statement_of",
]
