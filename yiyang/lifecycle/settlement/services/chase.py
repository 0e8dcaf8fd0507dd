"""What the worker does about money by itself: notices left lying, silent payments, refunds on their way.

Each row is one transaction of its own, so this may be stopped anywhere and begun again. Providers are called
between transactions, never inside one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.settlement.models import Payment, Refund
from yiyang.lifecycle.settlement.providers import Reference, provider_of
from yiyang.lifecycle.settlement.services.conclude import conclude, conclude_failed
from yiyang.lifecycle.settlement.services.notices import process
from yiyang.lifecycle.settlement.services.refunds import conclude_refund
from yiyang.lifecycle.settlement.states import APPROVED, FAILED, SENT, STARTED

BATCH = 200
WAITS_MINUTES = (1, 2, 5, 10, 30, 60, 180, 720)
"""How long to wait after each unanswered question; after the last one the payment counts as failed."""

_NOTICES = """SELECT id, organisation_id FROM settlement_notice WHERE done_at IS NULL AND received_at <= %s
    ORDER BY received_at LIMIT %s"""
_PAYMENTS = """SELECT id, organisation_id FROM settlement_payment WHERE ask_at IS NOT NULL AND ask_at <= %s
    ORDER BY ask_at LIMIT %s"""
_REFUNDS = """SELECT id, organisation_id FROM settlement_refund WHERE send_at IS NOT NULL AND send_at <= %s
    ORDER BY send_at LIMIT %s"""


@dataclass(frozen=True)
class Chased:
    """How many rows were looked at."""

    notices: int
    payments: int
    refunds: int


def chase(now: datetime) -> Chased:
    """Do everything that is due. Called again and again by the worker, outside any transaction, and by the demo."""
    notices = _each(_NOTICES, now, lambda notice_id, house: process_one(notice_id, house, now))
    payments = _each(_PAYMENTS, now, lambda payment_id, house: ask(payment_id, house, now))
    refunds = _each(_REFUNDS, now, lambda refund_id, house: send(refund_id, house, now))
    return Chased(notices, payments, refunds)


def process_one(notice_id: UUID, organisation_id: UUID, now: datetime) -> str:
    """Understand one notice as the house it is for."""
    with acting_as(Actor.system(organisation_id), now):
        return process(notice_id=notice_id, now=now)


def ask(payment_id: UUID, organisation_id: UUID, now: datetime) -> str:
    """Ask the provider what became of a payment, and believe the answer as one would a notice."""
    by = Actor.system(organisation_id)
    with acting_as(by, now):
        with transaction.atomic():
            payment = Payment.objects.get(id=payment_id)
        answer = provider_of(payment.provider).query(Reference(organisation_id, payment_id), now=now)
        outcome = "waiting"
        if answer.state == "succeeded" and answer.amount is not None:
            outcome = conclude(
                payment_id=payment_id,
                amount=answer.amount,
                at=answer.at or now,
                provider_ref=answer.provider_ref,
                by=by,
                now=now,
            )
        if outcome in ("waiting", "wrong-amount"):
            return _ask_again(payment, now, given_up=answer.state == "failed")
    return outcome


def _ask_again(payment: Payment, now: datetime, *, given_up: bool) -> str:
    """Wait longer each time; in the end the payment counts as failed, until somebody says otherwise."""
    if given_up or payment.asked >= len(WAITS_MINUTES):
        conclude_failed(payment_id=payment.id, now=now)
        with transaction.atomic():
            Payment.objects.filter(id=payment.id, state=FAILED).update(ask_at=None)
        return "failed"
    again = now + timedelta(minutes=WAITS_MINUTES[payment.asked])
    with transaction.atomic():
        unanswered = Payment.objects.filter(id=payment.id, state__in=(STARTED, FAILED))
        unanswered.update(ask_at=again, asked=payment.asked + 1)
    return "waiting"


def send(refund_id: UUID, organisation_id: UUID, now: datetime) -> str:
    """Send one refund, or send it again: its id makes the provider do it once."""
    with acting_as(Actor.system(organisation_id), now):
        with transaction.atomic():
            found = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(id=refund_id)
            if found.state not in (APPROVED, SENT, FAILED):
                return "repeated"
            wait = timedelta(minutes=WAITS_MINUTES[min(found.tries, len(WAITS_MINUTES) - 1)])
            Refund.objects.filter(id=refund_id).update(state=SENT, tries=found.tries + 1, send_at=now + wait)
        reference, amount = Reference(organisation_id, found.payment_id), found.money
        answer = provider_of(found.payment.provider).refund(reference, refund_id, amount, now=now)
        if answer.state == "succeeded":
            return conclude_refund(
                refund_id=refund_id,
                amount=answer.amount,
                at=answer.at or now,
                provider_ref=answer.provider_ref,
                now=now,
            )
        if answer.state == "failed":
            with transaction.atomic():
                Refund.objects.filter(id=refund_id, state=SENT).update(state=FAILED)
    return answer.state


def _each(due: str, now: datetime, run: Callable[[UUID, UUID], object]) -> int:
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(due, [now, BATCH])
        rows = cursor.fetchall()
    for row_id, organisation_id in rows:
        # A row that is refused now (overtaken, an unknown provider) is looked at again and must not hold up the rest.
        with suppress(Refused):
            run(row_id, organisation_id)
    return len(rows)
