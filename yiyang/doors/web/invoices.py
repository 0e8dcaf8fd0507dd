"""An invoice on a page that prints well: who invoices whom for what, its number, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components.price import Price
from yiyang.face.components.receipt import Receipt
from yiyang.foundation.actors import Actor
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.settlement import selectors as settlement


@dataclass(frozen=True, kw_only=True)
class InvoicePage:
    title: str
    invoice: Receipt
    bill_href: str


def invoice_page(viewer: Actor, invoice_id: UUID, now: datetime) -> InvoicePage:
    """One invoice. Raises Unknown."""
    card = settlement.invoice(viewer, invoice_id, now)
    english = not words.chinese()
    person = people.known(viewer, [card.person_id]).get(card.person_id)
    facts = (
        (_("Number"), card.number),
        (_("Corrects number"), card.corrects),
        (_("Issued"), words.full_moment(card.issued_at)),
        (_("For whom"), words.named(person) if person else ""),
        (_("Order"), card.order_code),
        (_("Unified social credit code"), card.credit_code),
        (_("Address"), card.address_en if english else card.address),
    )
    lines = tuple((line.name_en if english else line.name, line.amount) for line in card.lines)
    return InvoicePage(
        title=_("Invoice %(number)s") % {"number": card.number},
        invoice=Receipt(
            code=card.number,
            title=words.money(card.total),
            issuer=card.organisation_en if english else card.organisation,
            kind=_("Invoice"),
            facts=tuple((label, value) for label, value in facts if value),
            price=Price(lines=lines, total=card.total, total_label=_("In all")),
            check_url=f"{settings.SITE_URL}{reverse('trust_entry', args=[card.proof.entry_id])}",
            state=card.proof.state,
            index=card.proof.index,
            proof=card.proof.proof_text or "",
        ),
        bill_href=reverse("bill", args=[card.order_id]),
    )
