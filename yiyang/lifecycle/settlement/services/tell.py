"""Tell people about their money: the person, and whoever paid for them."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop

from yiyang.foundation.events import subscribe
from yiyang.ground.messages import kinds
from yiyang.ground.messages import services as messages
from yiyang.lifecycle.settlement.events import MoneyEvent, PaymentReceived, RefundAsked, RefundSucceeded
from yiyang.lifecycle.settlement.models import Payment

PAID = kinds.declare(
    "settlement.paid",
    title=gettext_noop("%(amount_fen)s was paid"),
    body=gettext_noop("Thank you. The receipt is kept with your order."),
)
LATE = kinds.declare(
    "settlement.late",
    title=gettext_noop("%(amount_fen)s goes back to you"),
    body=gettext_noop(
        "The payment came after the time to pay had run out, and the place was given back. You need do nothing: all"
        " of it is returned the way it came. Please choose again."
    ),
)
SURPLUS = kinds.declare(
    "settlement.surplus",
    title=gettext_noop("%(amount_fen)s goes back to you"),
    body=gettext_noop("More was paid than was asked. You need do nothing: it is returned the way it came."),
)
RETURNING = kinds.declare(
    "settlement.returning",
    title=gettext_noop("%(amount_fen)s goes back to you"),
    body=gettext_noop("It is returned the way it came, within a few days."),
)
RETURNED = kinds.declare(
    "settlement.returned",
    title=gettext_noop("%(amount_fen)s has been returned"),
    body=gettext_noop("The payment company has confirmed it."),
)
_BY_REASON = {"late": LATE, "surplus": SURPLUS}


def listen() -> None:
    subscribe(PaymentReceived, on_received)
    subscribe(RefundAsked, on_asked)
    subscribe(RefundSucceeded, on_returned)


def on_received(event: PaymentReceived) -> None:
    if event.applied:
        _tell(PAID, event, event.payment_id, event.payment_id)


def on_asked(event: RefundAsked) -> None:
    _tell(_BY_REASON.get(event.reason, RETURNING), event, event.payment_id, event.refund_id)


def on_returned(event: RefundSucceeded) -> None:
    _tell(RETURNED, event, event.payment_id, event.refund_id)


def _tell(kind: kinds.Kind, event: MoneyEvent, payment_id: UUID, about_id: UUID) -> None:
    payer = Payment.objects.filter(id=payment_id).values_list("started_by_id", flat=True).first()
    messages.notify(
        to=[reader for reader in (event.person_id, payer) if reader is not None],
        kind=kind.code,
        facts={"amount_fen": str(event.amount.minor)},
        now=event.at,
        about_id=about_id,
        person_id=event.person_id,
        organisation_id=event.organisation_id,
    )
