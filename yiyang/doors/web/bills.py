"""Bills and receipts: what it costs and why, what was paid, what came back, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.deed import Deed
from yiyang.face.components.flash import Flash
from yiyang.face.components.price import Price
from yiyang.face.components.receipt import Receipt
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.settlement import actions
from yiyang.lifecycle.settlement import selectors as settlement
from yiyang.lifecycle.settlement.providers import providers


@dataclass(frozen=True, kw_only=True)
class BillPage:
    title: str
    line: str
    chip: Chip
    refusal: Part
    price: Part
    deeds: Parts
    payments: Table
    papers: Parts
    order_href: str


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    title: str
    receipt: Receipt
    order_href: str


def bill_page(viewer: Actor, order_id: UUID, now: datetime, tried: Attempt) -> BillPage:
    """The bill of one order with what can be done about it. Raises Unknown."""
    card = orders.order_card(viewer, order_id, now)
    bill = settlement.statement_of(viewer, order_id, now)
    return BillPage(
        title=_("Bill"),
        line=" · ".join(each for each in (card.title, card.where, card.code) if each),
        chip=bill_chip(bill.state),
        refusal=Flash(text=tried.said, tone="bad") if tried.refusal else "",
        price=_price(bill),
        deeds=_deeds(viewer, bill, now) if bill.payable else (),
        payments=_payments(bill),
        papers=_papers(viewer, bill, now),
        order_href=card.href,
    )


def receipt_page(viewer: Actor, payment_id: UUID, now: datetime) -> ReceiptPage:
    """The receipt of one payment with its proof. Raises Unknown."""
    paid = settlement.receipt(viewer, payment_id, now)
    card = orders.order_card(viewer, paid.order_id, now)
    english = not words.chinese()
    lines = tuple((line.name_en or line.name if english else line.name, line.amount) for line in paid.lines)
    facts: list[tuple[str, str]] = [
        (_("What"), card.title),
        (_("When"), words.full_moment(card.starts_at) if card.starts_at else ""),
        (_("Where"), card.where),
        (_("Paid"), words.full_moment(paid.paid_at)),
        (_("By"), provider_word(paid.provider)),
    ]
    if paid.refunded:
        facts.append((_("Came back"), words.money(paid.refunded)))
    entry = reverse("trust_entry", args=[paid.proof.entry_id])
    return ReceiptPage(
        title=_("Receipt"),
        receipt=Receipt(
            code=paid.order_code,
            title=words.money(paid.amount),
            issuer=paid.organisation_en if english else paid.organisation,
            facts=tuple((label, value) for label, value in facts if value),
            price=Price(lines=lines, total=paid.amount, total_label=_("Paid")),
            check_url=f"{settings.SITE_URL}{entry}",
            state=paid.proof.state,
            index=paid.proof.index,
            proof=paid.proof.proof_text or "",
        ),
        order_href=card.href,
    )


def bill_chip(state: str) -> Chip:
    said: dict[str, tuple[str, Tone]] = {
        "free": (_("nothing to pay"), "ok"),
        "due": (_("to pay"), "warn"),
        "paid": (_("paid"), "ok"),
        "part-refunded": (_("partly returned"), "info"),
        "refunded": (_("returned"), "info"),
        "waived": (_("nothing asked"), "ok"),
        "written-off": (_("written off"), "plain"),
    }
    word, tone = said.get(state, (state, "plain"))
    return Chip(word=word, tone=tone)


def _price(bill: settlement.BillStatement) -> Part:
    if not bill.lines:
        return State(kind="done", title=_("Nothing to pay"), text=_("This order costs nothing."))
    english = not words.chinese()
    lines = tuple((line.name_en or line.name if english else line.name, line.amount) for line in bill.lines)
    rules = {(line.price_rule_en or line.price_rule) if english else line.price_rule for line in bill.lines} - {""}
    why = _("Price by rule: %(rules)s.") % {"rules": _(", ").join(sorted(rules))} if rules else ""
    if bill.due:
        return Price(lines=lines, total=bill.due, why=why)
    return Price(lines=lines, total=bill.total, total_label=_("In all"), why=why)


def _deeds(viewer: Actor, bill: settlement.BillStatement, now: datetime) -> Parts:
    here = reverse("bill", args=[bill.order_id])
    about = {"now": now, "person_id": bill.person_id, "organisation_id": bill.organisation_id}
    found: list[Part] = []
    if access.may(viewer, actions.PAY, **about):  # type: ignore[arg-type]
        english = not words.chinese()
        for code, provider in providers().items():
            label = _("Pay %(money)s with %(provider)s") % {
                "money": words.money(bill.due),
                "provider": provider.name_en if english else provider.name,
            }
            button = Button(label=label, kind="primary", icon="wallet", name="deed", value="pay", wide=True)
            found.append(Deed(action=here, button=button, hidden=(("provider", code), ("request_key", uuid4().hex))))
    if access.may(viewer, actions.TAKE, **about):  # type: ignore[arg-type]
        label = _("I took %(money)s in cash") % {"money": words.money(bill.due)}
        button = Button(label=label, icon="banknote", name="deed", value="take", wide=True)
        found.append(Deed(action=here, button=button, hidden=(("request_key", uuid4().hex),)))
    return tuple(found)


def _papers(viewer: Actor, bill: settlement.BillStatement, now: datetime) -> Parts:
    """Invoices that were issued, the deed that issues one once the work is over, and the way to return money."""
    about = {"now": now, "person_id": bill.person_id, "organisation_id": bill.organisation_id}
    found: list[Part] = [
        Button(
            label=_("Invoice %(number)s") % {"number": number}, icon="file-text", href=reverse("invoice", args=[key])
        )
        for key, number in bill.invoices
    ]
    if bill.ended and bill.lines and access.may(viewer, actions.INVOICE, **about):  # type: ignore[arg-type]
        label = _("Issue an invoice") if not bill.invoices else _("Issue an invoice for what changed")
        button = Button(label=label, icon="file-text", name="deed", value="invoice")
        found.append(Deed(action=reverse("bill", args=[bill.order_id]), button=button))
    if bill.returnable and access.may(viewer, actions.REFUND, **about):  # type: ignore[arg-type]
        back = reverse("refund", args=[bill.order_id])
        found.append(Button(label=_("Return money"), kind="quiet", icon="undo-2", href=back))
    return tuple(found)


def _payments(bill: settlement.BillStatement) -> Table:
    said: dict[str, tuple[str, Tone]] = {
        "started": (_("under way"), "warn"),
        "succeeded": (_("paid"), "ok"),
        "failed": (_("did not succeed"), "bad"),
    }
    back: dict[str, tuple[str, Tone]] = {"asked": (_("on its way back"), "warn"), "succeeded": (_("returned"), "info")}
    rows = []
    for payment in bill.payments:
        word, tone = said.get(payment.state, (payment.state, "plain"))
        link: Part = ""
        if payment.state == "succeeded":
            link = Button(label=_("Receipt"), href=reverse("receipt", args=[payment.id]), icon="receipt-text")
        rows.append(
            Row(
                (
                    words.full_moment(payment.started_at),
                    provider_word(payment.provider),
                    Chip(word=word, tone=tone),
                    words.money(payment.amount),
                    link,
                )
            )
        )
    for refund in bill.refunds:
        word, tone = back.get(refund.state, (_("on its way back"), "warn"))
        rows.append(
            Row(
                (
                    words.full_moment(refund.asked_at),
                    refund.reason,
                    Chip(word=word, tone=tone),
                    words.money(-refund.amount),
                    "",
                )
            )
        )
    columns = (
        Column(_("When")),
        Column(_("How")),
        Column(_("State")),
        Column(_("Amount"), "number"),
        Column(_("Receipt"), "deed"),
    )
    return Table(caption=_("Payments"), columns=columns, rows=tuple(rows), empty=_("Nothing has been paid yet."))


def provider_word(code: str) -> str:
    known = providers().get(code)
    if known is None:
        return _("cash at the desk")
    return known.name_en if not words.chinese() else known.name


def address_after_payment(redirect_url: str, order_id: UUID) -> str:
    """Where the payer goes to pay; the provider sends them back to the bill."""
    joint = "&" if "?" in redirect_url else "?"
    return f"{redirect_url}{joint}{urlencode({'back': reverse('bill', args=[order_id])})}"
