"""Open a bill, add to it, take from it, bring it to its end: the only module that writes bills and lines.

Rows are locked in the house order: order, bill, payment, refund.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.errors import Overtaken
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.foundation.moves import allowed
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.orders.protocol import Charge, OrderRow
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement.models import Bill, Line
from yiyang.lifecycle.settlement.states import NEXT, WRITTEN_OFF, state_of

# A bill comes with its lines in one statement: placing an order is the busiest path of the platform.
_BILL = """
    WITH bill AS (INSERT INTO settlement_bill (id, organisation_id, person_id, order_id, service_id, terms, state,
        currency, total_minor, paid_minor, refunded_minor, written_off_minor, pay_until, opened_at)
    VALUES (%s, %s, %s, %s, %s, %s, 'due', %s, %s, 0, 0, 0, %s, %s))
"""
_LINE = "(%s::uuid, %s, %s, %s, %s::bigint, %s::uuid, %s::uuid, %s::timestamptz)"
_LINES = """
    INSERT INTO settlement_line (id, organisation_id, person_id, bill_id, code, name, name_en, amount_minor, cause_id,
        price_rule_id, price_rule, price_rule_en, transfer_id, at)
    SELECT l.id, o.organisation_id, o.person_id, %s, l.code, l.name, l.name_en, l.amount, l.cause,
        o.price_rule_id, o.price_rule, o.price_rule_en, l.transfer, l.at
    FROM orders_order o, (VALUES {values}) AS l (id, code, name, name_en, amount, cause, transfer, at)
    WHERE o.id = %s
"""


@dataclass(frozen=True)
class Reason:
    """Why something is credited: a code that reads like a charge's, and the event it stands on."""

    code: str
    cause_id: UUID
    at: datetime


@dataclass(frozen=True)
class Standing:
    """A bill under lock with its lines; `left` maps each charged line to what remains of it after credits."""

    bill: Bill
    lines: tuple[Line, ...]

    @property
    def left(self) -> dict[UUID, int]:
        rest = {line.id: line.amount_minor for line in self.lines if line.credits_id is None}
        for line in self.lines:
            if line.credits_id is not None:
                rest[line.credits_id] += line.amount_minor
        return rest

    @property
    def outstanding(self) -> Money:
        """What is still to pay; negative when too much was paid."""
        bill = self.bill
        kept = bill.paid_minor - bill.refunded_minor + bill.written_off_minor
        return Money(bill.total_minor - kept, bill.currency)


def lock(order_id: UUID) -> Standing | None:
    """The bill of an order, locked after the order itself; None when there is none (a free order)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM orders_order WHERE id = %s FOR UPDATE", [order_id])
    bill = Bill.objects.select_for_update().filter(order_id=order_id).first()
    if bill is None:
        return None
    return Standing(bill, tuple(Line.objects.filter(bill=bill).order_by("at", "id")))


def open_bill(order: OrderRow, charges: Sequence[Charge], now: datetime) -> None:
    """Bill what was agreed; every charge is reserved in the ledger until the work ends."""
    bill_id = new_id()
    total = sum(charge.amount.minor for charge in charges)
    bill: list[Any] = [bill_id, order.organisation_id, order.person_id, order.id, order.service_id, order.terms]
    bill += [order.price.currency, total, order.pay_until, now]
    transfers = ledger.reserve_journal(_entries(bill_id, order, charges), **_journal(bill_id, order, now))
    _write(bill_id, order, charges, transfers, now, bill=bill)


def add(standing: Standing, order: OrderRow, charges: Sequence[Charge], now: datetime) -> None:
    """Bill what came on top while the work was done; it stands in the ledger at once."""
    bill_id = standing.bill.id
    transfers = ledger.journal(_entries(bill_id, order, charges), **_journal(bill_id, order, now))
    _write(bill_id, order, charges, transfers, now, bill=())
    standing.bill.total_minor += sum(charge.amount.minor for charge in charges)


def _journal(bill_id: UUID, order: OrderRow, now: datetime) -> dict[str, Any]:
    whose = {"organisation_id": order.organisation_id, "person_id": order.person_id}
    return {"journal_id": bill_id, **whose, "now": now}


def _entries(bill_id: UUID, order: OrderRow, charges: Sequence[Charge]) -> list[ledger.Entry]:
    currency = order.price.currency
    return [
        ledger.Entry(
            accounts.payer(order.person_id, currency),
            accounts.revenue(order.organisation_id, charge.code, currency),
            charge.amount,
            "charge",
            order.id,
            f"charge:{bill_id}:{charge.code}:{charge.cause_id}",
        )
        for charge in charges
    ]


def _write(
    bill_id: UUID,
    order: OrderRow,
    charges: Sequence[Charge],
    transfers: Sequence[UUID],
    now: datetime,
    *,
    bill: Sequence[Any],
) -> None:
    """The lines, and the bill itself where it is new."""
    parameters: list[Any] = [*bill, bill_id]
    for charge, transfer_id in zip(charges, transfers, strict=True):
        names = (charge.name, charge.name_en)
        parameters += [new_id(), charge.code, *names, charge.amount.minor, charge.cause_id, transfer_id, now]
    statement = (_BILL if bill else "") + _LINES.format(values=", ".join([_LINE] * len(charges)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, order.id])


def credit(standing: Standing, amount: Money, reason: Reason) -> Standing:
    """Take `amount` off the bill, shared over its lines by what is left of them; the standing afterwards.

    While the work is ahead nothing moves yet; once it has ended, the income goes back to the payer.
    """
    bill, left = standing.bill, standing.left
    if not amount:
        return standing
    charged = [line for line in standing.lines if left.get(line.id)]
    shares = amount.split([left[line.id] for line in charged])
    made = []
    for line, share in zip(charged, shares, strict=True):
        if share:
            transfer_id = _give_back(bill, line, share, reason) if bill.closed_at else None
            made.append(_credit_line(bill, line, share, reason, transfer_id))
    Line.objects.bulk_create(made)
    bill.total_minor -= amount.minor
    return Standing(bill, (*standing.lines, *made))


def _give_back(bill: Bill, line: Line, share: Money, reason: Reason) -> UUID | None:
    return ledger.transfer(
        debit=accounts.revenue(bill.organisation_id, line.code, bill.currency),
        credit=accounts.payer(bill.person_id, bill.currency),
        amount=share,
        kind="credit",
        cause_id=bill.order_id,
        organisation_id=bill.organisation_id,
        person_id=bill.person_id,
        now=reason.at,
        key=f"credit:{line.id}:{reason.code}:{reason.cause_id}",
        journal_id=bill.id,
    )


def _credit_line(bill: Bill, line: Line, share: Money, reason: Reason, transfer_id: UUID | None) -> Line:
    return Line(
        organisation_id=bill.organisation_id,
        person_id=bill.person_id,
        bill=bill,
        credits=line,
        code=reason.code,
        name=line.name,
        name_en=line.name_en,
        amount_minor=-share.minor,
        cause_id=reason.cause_id,
        price_rule_id=line.price_rule_id,
        price_rule=line.price_rule,
        price_rule_en=line.price_rule_en,
        transfer_id=transfer_id,
        at=reason.at,
    )


def close(standing: Standing, now: datetime) -> None:
    """The work has ended: what is left of every reserved line is earned, the rest is released."""
    bill, left = standing.bill, standing.left
    if bill.closed_at is not None:
        return
    for line in standing.lines:
        if line.credits_id is not None or line.transfer_id is None:
            continue
        if left[line.id]:
            ledger.post(line.transfer_id, now=now, amount=Money(left[line.id], bill.currency))
        else:
            ledger.void(line.transfer_id, now=now)
    bill.closed_at = now


def save(bill: Bill, *, ended_as: str | None = None) -> None:
    """Write the sums and the state that follows from them, or the state somebody decided. Raises Overtaken."""
    old = bill.state
    new = ended_as or (
        old
        if old == WRITTEN_OFF
        else state_of(total=bill.total_minor, paid=bill.paid_minor, refunded=bill.refunded_minor)
    )
    if new != old and not allowed(NEXT, old, new):
        raise ValueError(f"a bill cannot go from {old} to {new}")
    bill.state = new
    changed = Bill.objects.filter(id=bill.id, state=old).update(
        state=new,
        total_minor=bill.total_minor,
        paid_minor=bill.paid_minor,
        refunded_minor=bill.refunded_minor,
        written_off_minor=bill.written_off_minor,
        closed_at=bill.closed_at,
    )
    if changed != 1:
        raise Overtaken
