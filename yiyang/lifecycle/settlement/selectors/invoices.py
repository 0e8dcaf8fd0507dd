"""An invoice as it was issued: a numbered copy that never changes."""

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
from yiyang.lifecycle.settlement.models import Invoice
from yiyang.lifecycle.settlement.selectors.statement import number_of


@dataclass(frozen=True)
class InvoiceLine:
    """One line of the copy; a credit is negative."""

    name: str
    name_en: str
    amount: Money


@dataclass(frozen=True)
class InvoiceCard:
    """Who invoices whom for what. `corrects` is the number of the invoice that this one corrects, or empty."""

    invoice_id: UUID
    number: str
    corrects: str
    order_id: UUID
    order_code: str
    organisation: str
    organisation_en: str
    credit_code: str
    address: str
    address_en: str
    person_id: UUID
    total: Money
    lines: tuple[InvoiceLine, ...]
    issued_at: datetime
    proof: Receipt


def invoice(viewer: Actor, invoice_id: UUID, now: datetime) -> InvoiceCard:
    """One invoice for the person, those who may see their bills, and the house. Raises Unknown."""
    row = Invoice.objects.select_related("bill__order", "organisation", "corrects").filter(id=invoice_id).first()
    if row is None:
        raise Unknown
    access.require(viewer, SEE, now=now, person_id=row.person_id, organisation_id=row.organisation_id)
    house = row.organisation
    return InvoiceCard(
        invoice_id=row.id,
        number=number_of(row),
        corrects=number_of(row.corrects) if row.corrects else "",
        order_id=row.bill.order_id,
        order_code=row.bill.order.code,
        organisation=house.name,
        organisation_en=house.name_en or house.name,
        credit_code=house.credit_code,
        address=house.address,
        address_en=house.address_en or house.address,
        person_id=row.person_id,
        total=Money(row.total_minor, row.currency),
        lines=tuple(
            InvoiceLine(line["name"], line["name_en"] or line["name"], Money(line["amount_minor"], row.currency))
            for line in row.lines
        ),
        issued_at=row.issued_at,
        proof=trust.receipt(viewer, row.entry_id),
    )
