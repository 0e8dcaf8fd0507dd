"""Pay a bill: start a payment with a provider, or take the money at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import Action
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement.actions import PAY, TAKE
from yiyang.lifecycle.settlement.errors import HoldLapsed, KeyReused, NothingDue
from yiyang.lifecycle.settlement.models import Payment
from yiyang.lifecycle.settlement.providers import Reference, provider_of
from yiyang.lifecycle.settlement.services import bills
from yiyang.lifecycle.settlement.services.conclude import conclude
from yiyang.lifecycle.settlement.states import DUE, STARTED, WAIVED

ASK_AFTER = timedelta(minutes=1)
"""How long a provider may stay silent about a payment before it is asked."""

_ADD = """
    INSERT INTO settlement_payment (id, organisation_id, person_id, bill_id, provider, amount_minor, refunded_minor,
        currency, state, applied, request_key, started_by_id, started_at, ask_at, asked, provider_ref)
    VALUES (%s, %s, %s, %s, %s, %s, 0, %s, 'started', false, %s, %s, %s, %s, 0, '')
"""


@dataclass(frozen=True)
class Started:
    """A payment under way; the payer goes to `redirect_url`, which is empty for money taken at the desk."""

    id: UUID
    order_id: UUID
    amount: Money
    state: str
    redirect_url: str


@transaction.atomic
def pay(*, by: Actor, now: datetime, order_id: UUID, provider: str, request_key: str) -> Started:
    """Start paying all that is due for an order. The amount is ours to say, never the caller's.

    The same `request_key`, or a payment of the same amount already under way with this provider, is answered with
    the same payment. Raises NothingDue, HoldLapsed when the time to pay has run out, UnknownProvider, KeyReused.
    """
    order, standing = _due(by, PAY, now, order_id)
    chosen = provider_of(provider)
    payment = _again(standing, provider, request_key)
    if payment is None:
        _refuse_unpayable(order, standing, now)
        payment = _under_way(standing, provider) or _add(standing, provider, request_key, by, now)
    reference, amount = Reference(payment.organisation_id, payment.id), Money(payment.amount_minor, payment.currency)
    address = chosen.start(reference, amount, until=standing.bill.pay_until, now=now)
    return Started(payment.id, order_id, amount, payment.state, address)


@transaction.atomic
def take(*, by: Actor, now: datetime, order_id: UUID, request_key: str) -> Started:
    """Write down that the desk took all that is due, in cash. Repeating it changes nothing. Raises as `pay` does."""
    order, standing = _due(by, TAKE, now, order_id)
    payment = _again(standing, accounts.DESK, request_key)
    if payment is None:
        _refuse_unpayable(order, standing, now)
        payment = _add(standing, accounts.DESK, request_key, by, now)
        amount = Money(payment.amount_minor, payment.currency)
        conclude(payment_id=payment.id, amount=amount, at=now, provider_ref="", by=by, now=now)
        payment.refresh_from_db()
    return Started(payment.id, order_id, Money(payment.amount_minor, payment.currency), payment.state, "")


def _due(by: Actor, action: Action, now: datetime, order_id: UUID) -> tuple[OrderRow, bills.Standing]:
    order = load(order_id)
    access.require(by, action, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    standing = bills.lock(order_id)
    if standing is None:
        raise NothingDue
    return load(order_id), standing


def _refuse_unpayable(order: OrderRow, standing: bills.Standing, now: datetime) -> None:
    bill = standing.bill
    if order.lapsed(now) or (bill.state == WAIVED and bill.terms == "prepaid" and order.accepted_at is None):
        raise HoldLapsed
    if bill.state != DUE or standing.outstanding.minor <= 0:
        raise NothingDue


def _again(standing: bills.Standing, provider: str, request_key: str) -> Payment | None:
    found = Payment.objects.filter(bill=standing.bill, request_key=request_key).first()
    if found is not None and found.provider != provider:
        raise KeyReused
    return found


def _under_way(standing: bills.Standing, provider: str) -> Payment | None:
    same = Payment.objects.filter(bill=standing.bill, provider=provider, state=STARTED)
    return same.filter(amount_minor=standing.outstanding.minor).first()


def _add(standing: bills.Standing, provider: str, request_key: str, by: Actor, now: datetime) -> Payment:
    bill, payment_id = standing.bill, new_id()
    ask_at = None if provider == accounts.DESK else now + ASK_AFTER
    whose: list[Any] = [payment_id, bill.organisation_id, bill.person_id, bill.id, provider]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [*whose, standing.outstanding.minor, bill.currency, request_key, by.person_id, now, ask_at],
        )
    return Payment.objects.get(id=payment_id)
