"""Send money back the way it came: ask, approve where two people must agree, send, hear that it arrived."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement.actions import APPROVE, REFUND
from yiyang.lifecycle.settlement.errors import KeyReused, NothingDue, NotNow, NotRefundable, OwnRefund
from yiyang.lifecycle.settlement.events import RefundAsked, RefundSucceeded
from yiyang.lifecycle.settlement.models import Payment, Refund
from yiyang.lifecycle.settlement.services import bills, jobs
from yiyang.lifecycle.settlement.states import (
    ALONE_MINOR_MAX,
    APPROVED,
    ASKED,
    DECLINED,
    FAILED,
    NAMES,
    SENT,
    SUCCEEDED,
)

_ADD = """
    INSERT INTO settlement_refund (id, organisation_id, person_id, payment_id, amount_minor, currency, reason,
        request_key, state, asked_by_id, asked_at, tries, provider_ref)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, '')
    ON CONFLICT ON CONSTRAINT refund_once DO NOTHING RETURNING id
"""


@transaction.atomic
def refund(*, by: Actor, now: datetime, order_id: UUID, amount: Money, reason: str, request_key: str) -> list[UUID]:
    """Return `amount` of what was paid for an order, and ask that much less; the refunds it became.

    Above `ALONE_MINOR_MAX` it waits for `approve_refund` by somebody else. The same `request_key` asks once. Raises
    NothingDue without a bill, NotRefundable beyond what is left, Invalid without a reason.
    """
    order = load(order_id)
    access.require(by, REFUND, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    if not reason.strip():
        raise Invalid(field="reason", reason=gettext("say why"))
    standing = bills.lock(order_id)
    if standing is None:
        raise NothingDue
    key = f"staff:{request_key}"
    if done := list(Refund.objects.filter(payment__bill=standing.bill, request_key=key).order_by("id")):
        if sum(each.amount_minor for each in done) != amount.minor:
            raise KeyReused
        return [each.id for each in done]
    payments = _paid(standing)
    left = sum(payment.amount_minor - payment.refunded_minor for payment in payments)
    if not 0 < amount.minor <= left or amount.currency != standing.bill.currency:
        raise NotRefundable(field="amount", left=str(Money(left, standing.bill.currency)))
    alone = by.kind == "system" or amount.minor <= ALONE_MINOR_MAX
    asked = [
        _ask(payment, part, reason=reason.strip()[:200], key=key, by=by, now=now, state=APPROVED if alone else ASKED)
        for payment, part in _over(payments, amount.minor)
    ]
    made = [each for each in asked if each is not None]
    if alone:
        for each in made:
            _carry(each, by, now)
    return [each.id for each in made]


@transaction.atomic
def approve_refund(*, by: Actor, now: datetime, refund_id: UUID) -> None:
    """Let a refund that somebody else asked for go out. Approving twice changes nothing. Raises OwnRefund, NotNow."""
    asked = _decided(by, now, refund_id)
    if asked.state in (APPROVED, SENT, SUCCEEDED, FAILED):
        return
    _move(asked, APPROVED, approved_by_id=by.person_id)
    _carry(asked, by, now)


@transaction.atomic
def decline_refund(*, by: Actor, now: datetime, refund_id: UUID) -> None:
    """Refuse a refund that somebody else asked for; what it claimed is free again. Raises OwnRefund, NotNow."""
    asked = _decided(by, now, refund_id)
    if asked.state != DECLINED:
        _move(asked, DECLINED, ended_at=now)


def return_surplus(standing: bills.Standing, *, reason: str, key: str, by: Actor, now: datetime) -> None:
    """Send back what was paid beyond the bill. The caller saves the bill."""
    surplus = -standing.outstanding.minor
    if surplus <= 0:
        return
    for payment, part in _over(_paid(standing), surplus):
        asked = _ask(payment, part, reason=reason, key=key, by=by, now=now, state=APPROVED)
        if asked is not None:
            standing.bill.refunded_minor += part
            _reserve(asked, payment, by, now)


def return_unasked(payment: Payment, *, reason: str, by: Actor, now: datetime) -> None:
    """Send a whole payment back that nobody asked for any more: it never touches the bill."""
    asked = _ask(
        payment, payment.amount_minor, reason=reason, key=f"unasked:{payment.id}", by=by, now=now, state=APPROVED
    )
    if asked is not None:
        _reserve(asked, payment, by, now)


@transaction.atomic
def conclude_refund(*, refund_id: UUID, amount: Money | None, at: datetime, provider_ref: str, now: datetime) -> str:
    """The provider says the money has gone back. Hearing it again changes nothing; another amount is not believed."""
    found = Refund.objects.select_for_update(of=("self",)).select_related("payment__bill").filter(id=refund_id).first()
    if found is None:
        return "unknown"
    if found.state == SUCCEEDED:
        return "repeated"
    if found.state not in (SENT, FAILED):
        return "not-sent"
    if amount is not None and amount != Money(found.amount_minor, found.currency):
        return "wrong-amount"
    _move(found, SUCCEEDED, ended_at=now, provider_at=at, provider_ref=provider_ref, send_at=None)
    _arrived(found, now)
    return "refunded"


def _paid(standing: bills.Standing) -> list[Payment]:
    """The payments that count, the latest first, under lock."""
    rows = Payment.objects.select_for_update().filter(bill=standing.bill, state=SUCCEEDED, applied=True)
    return sorted(rows, key=lambda payment: payment.id, reverse=True)


def _over(payments: list[Payment], wanted: int) -> list[tuple[Payment, int]]:
    parts = []
    for payment in payments:
        part = min(wanted, payment.amount_minor - payment.refunded_minor)
        if part > 0:
            parts.append((payment, part))
            wanted -= part
    return parts


def _ask(payment: Payment, minor: int, *, reason: str, key: str, by: Actor, now: datetime, state: str) -> Refund | None:
    """A new refund row; None when this key has already asked. The database refuses more than was paid."""
    whose = [payment.organisation_id, payment.person_id, payment.id]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [new_id(), *whose, minor, payment.currency, reason, key, state, by.person_id, now])
        row = cursor.fetchone()
    return Refund.objects.get(id=row[0]) if row else None


def _decided(by: Actor, now: datetime, refund_id: UUID) -> Refund:
    found = Refund.objects.select_related("payment__bill").filter(id=refund_id).first()
    if found is None:
        raise Unknown
    access.require(by, APPROVE, now=now, person_id=found.person_id, organisation_id=found.organisation_id)
    if found.asked_by_id == by.person_id:
        raise OwnRefund
    bills.lock(found.payment.bill.order_id)
    found.refresh_from_db()
    if found.state == DECLINED:
        raise NotNow(state=NAMES[DECLINED])
    return found


def _carry(asked: Refund, by: Actor, now: datetime) -> None:
    """Ask that much less on the bill and let the money go."""
    payment = Payment.objects.get(id=asked.payment_id)
    standing = bills.lock(payment.bill.order_id)
    assert standing is not None
    amount = Money(asked.amount_minor, asked.currency)
    standing = bills.credit(standing, amount, bills.Reason("refund", asked.id, now))
    standing.bill.refunded_minor += amount.minor
    bills.save(standing.bill)
    _reserve(asked, payment, by, now)


def _reserve(asked: Refund, payment: Payment, by: Actor, now: datetime) -> None:
    """Reserve the way back, write it down, and let a job send it. Money from the till goes back at once."""
    amount, bill = Money(asked.amount_minor, asked.currency), payment.bill
    asked.transfer_id = ledger.reserve(
        debit=accounts.payer(asked.person_id, asked.currency),
        credit=accounts.money_of(payment.provider, asked.organisation_id, asked.currency),
        amount=amount,
        kind="refund",
        cause_id=bill.order_id,
        organisation_id=asked.organisation_id,
        person_id=asked.person_id,
        now=now,
        key=f"refund:{asked.id}",
        journal_id=bill.id,
    )
    asked.entry_id = trust.record(
        "refund.asked",
        by=by,
        now=now,
        payload={
            "refund": str(asked.id),
            "payment": str(payment.id),
            "order": str(bill.order_id),
            "minor": amount.minor,
            "currency": amount.currency,
        },
        organisation_id=asked.organisation_id,
        subject_id=asked.person_id,
    )
    Refund.objects.filter(id=asked.id).update(transfer_id=asked.transfer_id, entry_id=asked.entry_id, send_at=now)
    publish(
        RefundAsked(
            bill_id=bill.id,
            order_id=bill.order_id,
            organisation_id=asked.organisation_id,
            person_id=asked.person_id,
            amount=amount,
            at=now,
            payment_id=payment.id,
            refund_id=asked.id,
            reason=asked.reason,
        )
    )
    if payment.provider == accounts.DESK:
        _move(asked, SENT)
        _move(asked, SUCCEEDED, ended_at=now, provider_at=now, send_at=None)
        _arrived(asked, now)
    else:
        jobs.send_refund(asked.id, asked.organisation_id)


def _arrived(found: Refund, now: datetime) -> None:
    assert found.transfer_id is not None
    ledger.post(found.transfer_id, now=now)
    bill = found.payment.bill
    publish(
        RefundSucceeded(
            bill_id=bill.id,
            order_id=bill.order_id,
            organisation_id=found.organisation_id,
            person_id=found.person_id,
            amount=Money(found.amount_minor, found.currency),
            at=now,
            payment_id=found.payment_id,
            refund_id=found.id,
        )
    )


def _move(found: Refund, to: str, **changes: object) -> None:
    if Refund.objects.filter(id=found.id, state=found.state).update(state=to, **changes) != 1:
        raise Overtaken
    found.state = to
