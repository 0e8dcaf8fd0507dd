"""The page of one appointment: how it stands, what happens next, and what can still be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part, Words
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.price import Price
from yiyang.face.components.steps import Steps
from yiyang.face.served import served
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.forms import ReasonForm
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.selectors import house_is_the_cause
from yiyang.fulfilment.appointment.states import BOOKED, PENDING
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import actions
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.words import STATES
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.selectors import BillStatement

_TONES: dict[str, Tone] = {
    "requested": "warn",
    "accepted": "ok",
    "in-progress": "ok",
    "failed": "bad",
    "lapsed": "bad",
    "rejected": "bad",
}


ALL = 10_000  # basis points


@dataclass(frozen=True, kw_only=True)
class StandingPage:
    title: str
    steps: Steps | None
    card: Card
    price: Price | None
    deeds: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class CancelPage:
    title: str
    confirm: Confirm


def standing_page(viewer: Actor, order_id: UUID, now: datetime) -> StandingPage:
    """One appointment for whoever may see it. Raises Unknown."""
    order = orders.order_of(viewer, order_id, now)
    card = orders.order_card(viewer, order_id, now)
    bill = settlement.statement_of(viewer, order_id, now)
    return StandingPage(
        title=card.title,
        steps=_steps(order, card),
        card=Card(
            title=card.next_step,
            over=card.title,
            level=2,
            parts=(Facts(pairs=_facts(card)),),
            chip=Chip(word=STATES[card.state], tone=_TONES.get(card.state, "plain")),
            lift=order.open,
        ),
        price=_price(bill),
        deeds=tuple(_deeds(viewer, order, card, bill, now)),
    )


def cancel_page(viewer: Actor, order_id: UUID, now: datetime, form: ReasonForm) -> CancelPage:
    """What happens when it is cancelled now, before anybody decides. Raises Unknown."""
    order = orders.order_of(viewer, order_id, now)
    here = reverse("appointment:show", args=[order_id])
    return CancelPage(
        title=_("Cancel this appointment?"),
        confirm=Confirm(
            question=_("Cancel this appointment?"),
            happens=_happens(order, now),
            action=reverse("appointment:cancel", args=[order_id]),
            yes=Button(label=_("Cancel the appointment"), kind="primary"),
            no=Button(label=_("Keep it"), href=here),
            hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
            fields=(
                *_house_fields(viewer, order, form),
                _reason_field(viewer, form),
            ),
        ),
    )


def _reason_field(viewer: Actor, form: ReasonForm) -> Field:
    """A house writes why; whoever cancels for themselves or a relative only chooses, and the first is chosen."""
    said = form.said("reason") or form.said("__all__")
    if viewer.organisation_id:
        return Field(name="reason", label=_("Why?"), value=form.data.get("reason", ""), refused=said, required=True)
    given = (_("I cannot come"), _("Another day suits better"), _("I feel better"), _("I would rather not say"))
    return Field(
        name="reason",
        label=_("Why?"),
        kind="radio",
        choices=tuple(Choice(each, each) for each in given),
        value=form.data.get("reason", given[0]),
        refused=said,
    )


def _house_fields(viewer: Actor, order: OrderRow, form: ReasonForm) -> tuple[Field, ...]:
    if viewer.organisation_id != order.organisation_id:
        return ()
    label = _("Our house is the cause; everything paid goes back")
    return (Field(name="by_house", label=label, kind="checkbox", value=form.data.get("by_house", "")),)


def costs_to_cancel(viewer: Actor, order_id: UUID, now: datetime) -> bool:
    """Whether money was paid, so that cancelling is to be thought over. Raises Unknown."""
    order = orders.order_of(viewer, order_id, now)
    return order.terms == "prepaid" and order.accepted_at is not None


def _happens(order: OrderRow, now: datetime) -> str:
    if order.terms != "prepaid" or order.accepted_at is None:
        return _("The number becomes free for others. Nothing was paid.")
    share = offers.share_returned(service_id=order.service_id, starts_at=order.starts_at, now=now)
    if house_is_the_cause(order.id):
        share = ALL
    returned = words.money(order.price.percent(share))
    return _("%(money)s comes back to you. The number becomes free for others.") % {"money": returned}


def _steps(order: OrderRow, card: OrderCard) -> Steps | None:
    if order.terms != "prepaid" or card.state not in ("requested", "accepted"):
        return None
    return Steps(labels=(_("Choose"), _("Pay"), _("Booked")), now=1 if card.state == "requested" else 2)


def _facts(card: OrderCard) -> tuple[tuple[Words, Part], ...]:
    assert card.starts_at is not None
    told = (
        (_("When"), words.moment(card.starts_at)),
        (_("Where"), card.where),
        (_("Who"), card.who),
        *card.facts,
        (_("Code"), card.code),
    )
    return tuple((label, value) for label, value in told if value)


def _price(bill: BillStatement) -> Price | None:
    """The bill as it stands: what was agreed, what came off, what was paid and what went back."""
    if not bill.lines:
        return None
    lines = [(line.name if words.chinese() else line.name_en, line.amount) for line in bill.lines]
    if bill.paid.minor:
        lines.append((_("Paid"), -bill.paid))
    if bill.refunded.minor:
        lines.append((_("Returned"), bill.refunded))
    return Price(lines=tuple(lines), total=bill.due)


def _deeds(viewer: Actor, order: OrderRow, card: OrderCard, bill: BillStatement, now: datetime) -> list[Part]:
    may = access.may(viewer, actions.CANCEL, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    booking = Booking.objects.filter(order_id=order.id).first()
    deeds: list[Part] = []
    if may and card.state not in ("lapsed", "cancelled") and bill.payable:
        label = _("Pay and confirm") if card.state == "requested" else _("Pay")
        deeds.append(Button(label=label, kind="primary", icon="wallet", href=_at("pay", order.id)))
    paid = [payment.id for payment in bill.payments if payment.state == "succeeded" and payment.applied]
    if paid and (href := served("receipt", paid[-1])):
        deeds.append(Button(label=_("Receipt"), icon="receipt-text", href=href))
    if may and card.state == "completed" and (href := served("rate", order.id)):
        deeds.append(Button(label=_("Say how it was"), kind="primary", icon="star", href=href))
    if card.state == "accepted":
        deeds.append(Button(label=_("Put it in my calendar"), icon="calendar-check", href=_at("calendar", order.id)))
    if may and booking and booking.state in (PENDING, BOOKED) and card.state != "lapsed":
        deeds.append(Button(label=_("Move to another number"), icon="calendar-days", href=_at("move", order.id)))
        deeds.append(Button(label=_("Cancel the appointment"), kind="quiet", href=_at("cancel", order.id)))
    return deeds


def _at(page: str, order_id: UUID) -> str:
    return reverse(f"appointment:{page}", args=[order_id])


def deed(page: str, order_id: UUID, label: str, *, kind: str = "plain", icon: str = "") -> Deed:
    """One press that changes something about an appointment."""
    return Deed(
        action=_at(page, order_id),
        button=Button(label=label, kind="primary" if kind == "primary" else "plain", icon=icon),
    )
