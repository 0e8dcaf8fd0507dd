"""The page where an appointment is paid: how much, until when, and by which way; a till takes cash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.deed import Deed
from yiyang.face.components.price import Price
from yiyang.face.components.steps import Steps
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.forms import PayForm
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.actions import TAKE
from yiyang.lifecycle.settlement.providers import providers

CASH = "cash"


@dataclass(frozen=True, kw_only=True)
class PayPage:
    title: str
    steps: Steps
    card: Card
    price: Price
    deeds: tuple[Deed, ...]
    refused: str


def pay_page(viewer: Actor, order_id: UUID, now: datetime, form: PayForm) -> PayPage:
    """What is due for an order and how it can be paid. Raises Unknown."""
    card = orders.order_card(viewer, order_id, now)
    bill = settlement.statement_of(viewer, order_id, now)
    till = access.may(viewer, TAKE, now=now, person_id=bill.person_id, organisation_id=bill.organisation_id)
    ways = [(code, words.named(provider)) for code, provider in providers().items()]
    if till:
        ways.insert(0, (CASH, _("cash at the desk")))
    return PayPage(
        title=_("Pay and confirm"),
        steps=Steps(labels=(_("Choose"), _("Pay"), _("Booked")), now=1),
        card=_card(card, bill.pay_until),
        price=Price(
            lines=tuple((line.name if words.chinese() else line.name_en, line.amount) for line in bill.lines),
            total=bill.due,
        ),
        deeds=tuple(_deed(order_id, code, name, form) for code, name in ways) if bill.payable else (),
        refused=form.said("__all__")
        or form.said("provider")
        or ("" if bill.payable else _("There is nothing to pay.")),
    )


def _nothing(payable: bool) -> str:
    return "" if payable else _("There is nothing to pay.")


def _card(card: OrderCard, until: datetime | None) -> Card:
    when = words.moment(card.starts_at) if card.starts_at else ""
    parts = [" · ".join(part for part in (when, card.where, card.who) if part)]
    if until is not None:
        parts.append(_("Held for you until %(hour)s.") % {"hour": words.hour(until)})
    return Card(title=card.title, parts=tuple(parts), level=2)


def _deed(order_id: UUID, code: str, name: str, form: PayForm) -> Deed:
    return Deed(
        action=reverse("appointment:pay", args=[order_id]),
        button=Button(label=_("Pay with %(name)s") % {"name": name}, kind="primary", icon="wallet", wide=True),
        hidden=(("provider", code), ("request_key", form.data.get("request_key") or uuid4().hex)),
    )
