"""The questions of settlement."""

from yiyang.lifecycle.settlement.selectors.due import DueBill, bills_due
from yiyang.lifecycle.settlement.selectors.house import (
    BillRow,
    HouseMoney,
    WaitingRefund,
    Way,
    house_bills,
    house_money,
    refunds_waiting,
)
from yiyang.lifecycle.settlement.selectors.invoices import InvoiceCard, InvoiceLine, invoice
from yiyang.lifecycle.settlement.selectors.receipts import PaymentReceipt, receipt
from yiyang.lifecycle.settlement.selectors.statement import (
    BillLine,
    BillStatement,
    PaymentLine,
    RefundLine,
    number_of,
    statement_of,
)
from yiyang.lifecycle.settlement.states import ALONE_MINOR_MAX

__all__ = [
    "ALONE_MINOR_MAX",
    "BillLine",
    "BillRow",
    "BillStatement",
    "DueBill",
    "HouseMoney",
    "InvoiceCard",
    "InvoiceLine",
    "PaymentLine",
    "PaymentReceipt",
    "RefundLine",
    "WaitingRefund",
    "Way",
    "bills_due",
    "house_bills",
    "house_money",
    "invoice",
    "number_of",
    "receipt",
    "refunds_waiting",
    "statement_of",
]
