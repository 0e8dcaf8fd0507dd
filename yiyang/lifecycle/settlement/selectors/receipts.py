"""The receipt of a payment: what was paid for, and a proof that strangers can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.services import Receipt
from yiyang.lifecycle.settlement.actions import SEE
from yiyang.lifecycle.settlement.models import Line, Payment
from yiyang.lifecycle.settlement.selectors.statement import BillLine, line_of
from yiyang.lifecycle.settlement.states import SUCCEEDED


@dataclass(frozen=True)
class PaymentReceipt:
    """Who took how much for what. `proof` is the entry of the trust log: pending for about a second, then sealed."""

    payment_id: UUID
    order_id: UUID
    order_code: str
    organisation_id: UUID
    organisation: str
    organisation_en: str
    provider: str
    amount: Money
    refunded: Money
    paid_at: datetime
    lines: tuple[BillLine, ...]
    proof: Receipt


def receipt(viewer: Actor, payment_id: UUID, now: datetime) -> PaymentReceipt:
    """The receipt of a payment that succeeded. Raises Unknown."""
    found = Payment.objects.select_related("bill__order", "organisation").filter(id=payment_id, state=SUCCEEDED).first()
    if found is None or found.entry_id is None or found.ended_at is None:
        raise Unknown
    access.require(viewer, SEE, now=now, person_id=found.person_id, organisation_id=found.organisation_id)
    bill = found.bill
    return PaymentReceipt(
        payment_id=found.id,
        order_id=bill.order_id,
        order_code=bill.order.code,
        organisation_id=found.organisation_id,
        organisation=found.organisation.name,
        organisation_en=found.organisation.name_en or found.organisation.name,
        provider=found.provider,
        amount=found.money,
        refunded=Money(found.refunded_minor, found.currency),
        paid_at=found.ended_at,
        lines=tuple(line_of(row, bill.currency) for row in Line.objects.filter(bill=bill).order_by("at", "id")),
        proof=trust.receipt(viewer, found.entry_id),
    )
