"""The page of one package that was bought: what is left, until when, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Field
from yiyang.face.served import served
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.course.forms import GiveBackForm
from yiyang.fulfilment.course.screens.buying import contents_of, return_words
from yiyang.fulfilment.course.selectors import Bought, bought
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers.selectors import Purse
from yiyang.lifecycle.orders import actions
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.protocol import OrderRow, mode_of
from yiyang.lifecycle.orders.states import ACCEPTED, REQUESTED
from yiyang.lifecycle.orders.words import STATES

_TONES: dict[str, Tone] = {"requested": "warn", "accepted": "ok", "in-progress": "ok", "lapsed": "bad"}


@dataclass(frozen=True, kw_only=True)
class StandingPage:
    title: str
    card: Card
    left: Card
    rule: str
    deeds: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class GiveBackPage:
    title: str
    confirm: Confirm


def standing_page(viewer: Actor, order_id: UUID, now: datetime) -> StandingPage:
    """One bought package for whoever may see it. Raises Unknown."""
    order, one = _found(viewer, order_id, now)
    [card] = [orders.order_card(viewer, order_id, now)]
    return StandingPage(
        title=words.named(one.package),
        card=Card(
            title=card.next_step,
            over=card.title,
            level=2,
            parts=(Facts(pairs=_facts(card, one)),),
            chip=Chip(word=STATES[card.state], tone=_TONES.get(card.state, "plain")),
            lift=order.open,
        ),
        left=Card(
            title=_("What is left") if one.purses else _("What it holds"),
            parts=(Facts(pairs=tuple(_left(each) for each in one.purses)) if one.purses else contents_of(one.package),),
            level=2,
        ),
        rule=return_words(one.package),
        deeds=tuple(_deeds(viewer, order, card, one, now)),
    )


def give_back_page(viewer: Actor, order_id: UUID, now: datetime, form: GiveBackForm) -> GiveBackPage:
    """What happens when it is given back now, before anybody decides. Raises Unknown."""
    order, one = _found(viewer, order_id, now)
    paid = one.granted_at is not None and order.price.minor > 0
    money = words.money(order.price)
    happens = _("%(money)s comes back to you.") % {"money": money} if paid else _("Nothing was paid.")
    question = _("Give this package back?") if one.granted_at else _("Leave this package?")
    return GiveBackPage(
        title=question,
        confirm=Confirm(
            question=question,
            happens=f"{happens} {return_words(one.package)}",
            action=reverse("course:give_back", args=[order_id]),
            yes=Button(label=_("Give it back") if one.granted_at else _("Leave it"), kind="primary"),
            no=Button(label=_("Keep it"), href=reverse("course:show", args=[order_id])),
            hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
            fields=(*_house_field(viewer, order, form), _why(form)),
        ),
    )


def _found(viewer: Actor, order_id: UUID, now: datetime) -> tuple[OrderRow, Bought]:
    order = orders.order_of(viewer, order_id, now)
    one = bought(viewer, [order_id]).get(order_id)
    if one is None:
        raise Unknown
    return order, one


def _why(form: GiveBackForm) -> Field:
    refused = form.said("reason") or form.said("__all__")
    return Field(name="reason", label=_("Why?"), value=form.data.get("reason", ""), refused=refused, required=True)


def _house_field(viewer: Actor, order: OrderRow, form: GiveBackForm) -> tuple[Field, ...]:
    if viewer.organisation_id != order.organisation_id:
        return ()
    label = _("Our house is the cause; everything paid goes back")
    return (Field(name="by_house", label=label, kind="checkbox", value=form.data.get("by_house", "")),)


def _facts(card: OrderCard, one: Bought) -> tuple[tuple[str, Part], ...]:
    told = (
        (_("Where"), card.where),
        (_("Until"), words.full_moment(one.ends_at) if one.ends_at else ""),
        (_("Code"), card.code),
    )
    return tuple((label, value) for label, value in told if value)


def _left(purse: Purse) -> tuple[str, Part]:
    name = purse.name if words.chinese() else purse.name_en
    return name, _("%(left)s of %(uses)s left") % {"left": purse.left, "uses": purse.uses}


def _deeds(viewer: Actor, order: OrderRow, card: OrderCard, one: Bought, now: datetime) -> list[Part]:
    about = {"now": now, "person_id": order.person_id, "organisation_id": order.organisation_id}
    may = access.may(viewer, actions.CANCEL, **about)  # type: ignore[arg-type]
    deeds: list[Part] = []
    bill = served("bill", order.id)
    if may and card.state == REQUESTED and bill:
        deeds.append(Button(label=_("Pay"), kind="primary", icon="wallet", href=bill))
    if may and order.open and one.ends_at is not None and now < one.ends_at:
        for_whom = f"?person={order.person_id}" if viewer.organisation_id else ""
        deeds.extend(
            Button(
                label=_("Book: %(name)s") % {"name": each.name if words.chinese() else each.name_en},
                kind="primary",
                icon="calendar-check",
                href=f"{mode_of(each.mode).entrance(each.service_id)}{for_whom}",
            )
            for each in one.purses
            if each.left
        )
    if bill and card.state not in (REQUESTED, "lapsed"):
        deeds.append(Button(label=_("Bill and receipt"), icon="receipt-text", href=bill))
    house = viewer.organisation_id == order.organisation_id
    if may and (card.state == REQUESTED or (card.state == ACCEPTED and (house or one.returnable(now)))):
        label = _("Leave it") if card.state == REQUESTED else _("Give it back")
        deeds.append(Button(label=label, kind="quiet", href=reverse("course:give_back", args=[order.id])))
    return deeds
