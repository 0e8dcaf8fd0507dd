"""What an order costs, what was paid, what went back, and what is still to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement.actions import SEE
from yiyang.lifecycle.settlement.models import Bill, Invoice, Line, Payment, Refund
from yiyang.lifecycle.settlement.states import DECLINED, DUE

FREE = "free"


@dataclass(frozen=True)
class BillLine:
    """One thing billed, the event it stands on and the price rule that made it; a credit has a negative amount."""

    id: UUID
    code: str
    name: str
    name_en: str
    amount: Money
    cause_id: UUID
    price_rule_id: UUID | None
    price_rule: str
    price_rule_en: str
    at: datetime


@dataclass(frozen=True)
class PaymentLine:
    """One payment; `applied` is false for money that nobody asked for any more and that goes back whole."""

    id: UUID
    provider: str
    amount: Money
    refunded: Money
    state: str
    applied: bool
    started_at: datetime
    ended_at: datetime | None
    entry_id: UUID | None


@dataclass(frozen=True)
class RefundLine:
    """Money going back, and how far it has come."""

    id: UUID
    payment_id: UUID
    amount: Money
    reason: str
    state: str
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class BillStatement:
    """`due` is what is still to pay. An order without a bill costs nothing: its state is `free`.

    `payable` says whether somebody can pay now; `pay_until` is when an unpaid hold ends.
    """

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    terms: str
    state: str
    total: Money
    paid: Money
    refunded: Money
    due: Money
    payable: bool
    pay_until: datetime | None
    lines: tuple[BillLine, ...]
    payments: tuple[PaymentLine, ...]
    refunds: tuple[RefundLine, ...]
    invoices: tuple[tuple[UUID, str], ...]
    ended: bool = False  # the work is over: an invoice can be issued

    @property
    def returnable(self) -> Money:
        """At most so much of what was paid can still go back."""
        left = (one.amount.minor - one.refunded.minor for one in self.payments if one.applied)
        return Money(sum(left), self.total.currency)


def statement_of(viewer: Actor, order_id: UUID, now: datetime) -> BillStatement:
    """The bill of an order, in a number of queries that does not grow with it. Raises Unknown."""
    order = load(order_id)
    access.require(viewer, SEE, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    bill = Bill.objects.filter(order_id=order_id).first()
    nothing = Money(0, order.price.currency)
    whose = (order_id, order.organisation_id, order.person_id, order.terms)
    if bill is None:
        return BillStatement(*whose, FREE, nothing, nothing, nothing, nothing, False, None, (), (), (), ())

    def money(minor: int) -> Money:
        return Money(minor, bill.currency)

    payments = tuple(_payment(row) for row in Payment.objects.filter(bill=bill).order_by("id"))
    refunds = tuple(
        RefundLine(row.id, row.payment_id, row.money, row.reason, row.state, row.asked_at, row.ended_at)
        for row in Refund.objects.filter(payment__bill=bill).exclude(state=DECLINED).order_by("id")
    )
    kept = bill.paid_minor - bill.refunded_minor + bill.written_off_minor
    due = max(bill.total_minor - kept, 0) if bill.state == DUE else 0
    return BillStatement(
        *whose,
        bill.state,
        money(bill.total_minor),
        money(bill.paid_minor),
        money(bill.refunded_minor),
        money(due),
        due > 0 and not order.lapsed(now),
        bill.pay_until if order.accepted_at is None else None,
        tuple(line_of(row, bill.currency) for row in Line.objects.filter(bill=bill).order_by("at", "id")),
        payments,
        refunds,
        tuple((row.id, number_of(row)) for row in Invoice.objects.filter(bill=bill).order_by("issued_at", "id")),
        bill.closed_at is not None,
    )


def number_of(invoice: Invoice) -> str:
    """How an invoice is called: `2026-000123`."""
    return f"{invoice.year}-{invoice.number:06d}"


def _payment(row: Payment) -> PaymentLine:
    return PaymentLine(
        row.id,
        row.provider,
        row.money,
        Money(row.refunded_minor, row.currency),
        row.state,
        row.applied,
        row.started_at,
        row.ended_at,
        row.entry_id,
    )


def line_of(row: Line, currency: str) -> BillLine:
    return BillLine(
        row.id,
        row.code,
        row.name,
        row.name_en,
        Money(row.amount_minor, currency),
        row.cause_id,
        row.price_rule_id,
        row.price_rule,
        row.price_rule_en,
        row.at,
    )
