"""The reception: find whoever calls or stands there, and book for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.order_list import order_tile
from yiyang.doors.web.timeline import sex_word
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access import services as access
from yiyang.ground.cases.actions import CALL_FOR_HELP
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.protocol import mode_of

LAST = 5  # visits that are over, on a caller's page


@dataclass(frozen=True, kw_only=True)
class ReceptionPage:
    title: str
    field: Field
    found: Table | None
    new: Parts
    refused: str


@dataclass(frozen=True, kw_only=True)
class CallerPage:
    title: str
    header: PersonHeader
    ahead: Parts
    over: Parts
    services: Table
    help: Part


@dataclass(frozen=True)
class Newcomer:
    """What was typed about somebody without a file."""

    name: str = ""
    sex: str = "unknown"
    birth_on: str = ""
    phone: str = ""
    name_latin: str = ""


def reception_page(
    viewer: Actor, typed: str, now: datetime, newcomer: Newcomer | None = None, refused: str = ""
) -> ReceptionPage:
    """Who fits the words, or the code of an order; and the form for somebody new. Raises SignInNeeded."""
    if viewer.organisation_id is None:
        raise SignInNeeded
    found = people.search(viewer, typed, now) if typed else []
    columns = (Column(_("Name")), Column(_("Age"), "number"), Column(_("Sex")), Column(_("Born")))
    rows = tuple(
        Row(
            (
                words.named(one),
                str(one.age) if one.age is not None else "",
                sex_word(one.sex),
                words.full_day(one.birth_on) if one.birth_on else "",
            ),
            href=reverse("caller", args=[one.id]),
        )
        for one in found
    )
    nobody = _("Nobody in your reach fits. Look at the spelling, or open a file.")
    return ReceptionPage(
        title=_("Reception"),
        field=Field(
            name="q",
            label=_("Name, pinyin, telephone, identity number or order code"),
            kind="search",
            value=typed,
            icon="search",
        ),
        found=Table(caption=_("Found"), columns=columns, rows=rows, empty=nobody) if typed else None,
        new=_new_fields(newcomer or Newcomer()),
        refused=refused,
    )


def caller_page(viewer: Actor, person_id: UUID, now: datetime) -> CallerPage:
    """One caller: what stands ahead, and everything this house offers with its price. Raises Unknown."""
    card = people.person_card(viewer, person_id, now)
    if viewer.organisation_id is None:
        raise SignInNeeded
    ahead = orders.open_orders(viewer, person_id, now)
    english = not words.chinese()
    rows = tuple(
        Row(
            (
                each.name_en if english else each.name,
                (each.practitioner_en if english else each.practitioner) or "–",
                words.money(each.list_price),
                Button(
                    label=_("Book"),
                    href=f"{mode_of(each.mode).entrance(each.id)}?person={person_id}",
                    icon="calendar-check",
                    note=each.name,
                ),
            )
        )
        for each in offers.services_of(viewer, viewer.organisation_id)
    )
    columns = (Column(_("Service")), Column(_("By whom")), Column(_("List price"), "number"), Column(_("Book"), "deed"))
    facts = [_("%(age)s years") % {"age": card.age} if card.age is not None else "", sex_word(card.sex), card.address]
    return CallerPage(
        title=words.named(card),
        header=PersonHeader(
            name=words.named(card),
            line=" · ".join(fact for fact in facts if fact),
            deeds=_ways(viewer, person_id, now),
        ),
        ahead=tuple(order_tile(each, now) for each in ahead) or (State(kind="empty", title=_("Nothing stands ahead")),),
        over=tuple(order_tile(each, now) for each in _over(viewer, person_id, ahead, now)),
        help=_help(viewer, person_id, now),
        services=Table(caption=_("Services"), columns=columns, rows=rows, empty=_("This house offers nothing yet.")),
    )


def _over(viewer: Actor, person_id: UUID, ahead: list[OrderCard], now: datetime) -> list[OrderCard]:
    """The last visits, for whoever asks by telephone what was, what it cost, or to have it again."""
    standing = {card.order_id for card in ahead}
    found = orders.orders_of(viewer, person_id, now, limit=LAST + len(standing))
    return [card for card in found if card.order_id not in standing][:LAST]


def _help(viewer: Actor, person_id: UUID, now: datetime) -> Part:
    """The caller needs help now: the same call as from their own page."""
    if access.may(viewer, CALL_FOR_HELP, now=now, person_id=person_id) is None:
        return ""
    button = Button(label=_("They need help now"), kind="alarm", icon="siren", wide=True)
    hint = _("Their own house is asked at once, then the family.")
    return Deed(action=reverse("help_for", args=[person_id]), button=button, hint=hint)


def _ways(viewer: Actor, person_id: UUID, now: datetime) -> Parts:
    """What else can be done for this person from the desk."""
    found: list[Part] = [
        Button(label=_("Where cared for"), href=reverse("care_setting", args=[person_id]), icon="house"),
    ]
    if people.may_join(viewer, person_id, now):
        two = Button(label=_("Two files of one person?"), href=reverse("duplicates", args=[person_id]), icon="link")
        found.append(two)
    return tuple(found)


def _new_fields(new: Newcomer) -> Parts:
    sexes = (Choice("female", _("female")), Choice("male", _("male")), Choice("unknown", _("not said")))
    return (
        Field(name="name", label=_("Name"), value=new.name, required=True),
        Field(name="name_latin", label=_("Name in Latin letters"), value=new.name_latin),
        Field(name="sex", label=_("Sex"), kind="select", choices=sexes, value=new.sex),
        Field(name="birth_on", label=_("Born on"), kind="date", value=new.birth_on),
        Field(name="phone", label=_("Telephone"), kind="tel", value=new.phone),
    )
