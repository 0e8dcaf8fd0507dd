"""What a payment that came in does: one place, whether a notice, an answer or the desk said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Refused
from yiyang.foundation.events import publish
from yiyang.foundation.money import Money
from yiyang.foundation.moves import allowed
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.states import REQUESTED
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement.events import PaymentReceived
from yiyang.lifecycle.settlement.models import Payment
from yiyang.lifecycle.settlement.services import bills
from yiyang.lifecycle.settlement.services.refunds import return_surplus, return_unasked
from yiyang.lifecycle.settlement.states import DUE, FAILED, NEXT_PAYMENT, SUCCEEDED


@dataclass(frozen=True)
class Heard:
    """What was said about a payment, when it happened by the provider's clock, and when we heard it."""

    at: datetime
    provider_ref: str
    by: Actor
    now: datetime


@transaction.atomic
def conclude(*, payment_id: UUID, amount: Money, at: datetime, provider_ref: str, by: Actor, now: datetime) -> str:
    """A payment succeeded. It moves money once, however often and from wherever it is heard.

    Paid in full, a waiting order is accepted. Money that nobody asks for any more (a lapsed hold, a bill paid
    already) is taken in and sent back whole; what is too much of it is sent back in part. Another amount than the
    one started is not believed and changes nothing. Answers `paid`, `returned`, `repeated`, `wrong-amount` or
    `unknown`.
    """
    found = Payment.objects.select_related("bill").filter(id=payment_id).first()
    if found is None:
        return "unknown"
    standing = bills.lock(found.bill.order_id)
    assert standing is not None
    payment = Payment.objects.select_for_update().get(id=payment_id)
    if payment.state == SUCCEEDED:
        return "repeated"
    if amount != Money(payment.amount_minor, payment.currency):
        return "wrong-amount"
    applied = _wanted(standing, amount, now)
    _receive(payment, standing, Heard(at, provider_ref, by, now), applied=applied)
    if not applied:
        return_unasked(payment, reason="late" if standing.bill.terms == "prepaid" else "surplus", by=by, now=now)
        return "returned"
    standing.bill.paid_minor += amount.minor
    return_surplus(standing, reason="surplus", key=f"surplus:{payment.id}", by=by, now=now)
    bills.save(standing.bill)
    return "paid"


@transaction.atomic
def conclude_failed(*, payment_id: UUID, now: datetime) -> str:
    """A payment failed at the provider. One that succeeded stays so; a later success is still heard."""
    found = Payment.objects.select_for_update().filter(id=payment_id).first()
    if found is None:
        return "unknown"
    if not allowed(NEXT_PAYMENT, found.state, FAILED):
        return "repeated"
    Payment.objects.filter(id=payment_id, state=found.state).update(state=FAILED, ended_at=now, ask_at=None)
    return "failed"


def _wanted(standing: bills.Standing, amount: Money, now: datetime) -> bool:
    """Whether the bill still asks for money; a waiting order is accepted on the way, if it still can be."""
    bill = standing.bill
    if bill.state != DUE or standing.outstanding.minor <= 0:
        return False
    order = load(bill.order_id)
    if order.state != REQUESTED or amount.minor < standing.outstanding.minor:
        return not order.lapsed(now)
    try:
        with transaction.atomic():
            orders.accept(order_id=order.id, by=Actor.system(order.organisation_id), now=now)
    except Overtaken:
        raise
    except Refused:
        return False
    return True


def _receive(payment: Payment, standing: bills.Standing, heard: Heard, *, applied: bool) -> None:
    now = heard.now
    bill, amount = standing.bill, Money(payment.amount_minor, payment.currency)
    ledger.transfer(
        debit=accounts.money_of(payment.provider, payment.organisation_id, payment.currency),
        credit=accounts.payer(payment.person_id, payment.currency),
        amount=amount,
        kind="payment",
        cause_id=bill.order_id,
        organisation_id=payment.organisation_id,
        person_id=payment.person_id,
        now=now,
        key=f"payment:{payment.id}",
        journal_id=bill.id,
    )
    entry_id = trust.record(
        "payment.received",
        by=heard.by,
        now=now,
        payload={
            "payment": str(payment.id),
            "order": str(bill.order_id),
            "minor": amount.minor,
            "currency": amount.currency,
            "provider": payment.provider,
            "applied": applied,
        },
        organisation_id=payment.organisation_id,
        subject_id=payment.person_id,
    )
    moved = Payment.objects.filter(id=payment.id, state=payment.state).update(
        state=SUCCEEDED,
        applied=applied,
        entry_id=entry_id,
        ended_at=now,
        provider_at=heard.at,
        provider_ref=heard.provider_ref,
        ask_at=None,
    )
    if moved != 1:
        raise Overtaken
    payment.state, payment.applied, payment.entry_id = SUCCEEDED, applied, entry_id
    publish(
        PaymentReceived(
            bill_id=bill.id,
            order_id=bill.order_id,
            organisation_id=payment.organisation_id,
            person_id=payment.person_id,
            amount=amount,
            at=now,
            payment_id=payment.id,
            applied=applied,
        )
    )
