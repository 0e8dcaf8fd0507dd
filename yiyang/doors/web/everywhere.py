"""The one box of the frame: people, orders, houses and services that fit what was typed, as far as the reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.order_list import order_tile
from yiyang.doors.web.timeline import sex_word
from yiyang.doors.web.who import Looking
from yiyang.face import words
from yiyang.face.components.found import Found, FoundGroup, FoundLine
from yiyang.face.components.search_box import SearchBox
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.foundation.identifiers import read_short_code
from yiyang.ground.access import actions
from yiyang.ground.people import selectors as people
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders import selectors as orders

AT_RECEPTION = frozenset({actions.DESK, actions.MANAGER, actions.NURSE})
TYPED_MAX = 80


@dataclass(frozen=True, kw_only=True)
class EverywherePage:
    title: str
    box: SearchBox
    found: Found | None


def everywhere_page(who: Looking, typed: str, now: datetime) -> EverywherePage:
    """Everything that fits, in groups; the same number of statements however much fits. Raises SignInNeeded."""
    if who.me is None:
        raise SignInNeeded
    text = typed.strip()[:TYPED_MAX]
    box = SearchBox(action=reverse("everywhere"), typed=text, id="everything")
    return EverywherePage(title=_("Look everywhere"), box=box, found=found(who, text, now) if text else None)


def found(who: Looking, text: str, now: datetime) -> Found:
    """The groups alone, for the box that answers while one types."""
    groups = (_orders(who, text, now), _people(who, text, now), _services(who, text, now), _houses(who, text))
    kept = tuple(group for group in groups if group.lines)
    nothing = _("Nothing in your reach fits. Look at the spelling, or type less.")
    return Found(groups=kept, empty="" if kept else nothing)


def _orders(who: Looking, text: str, now: datetime) -> FoundGroup:
    lines: tuple[FoundLine, ...] = ()
    if read_short_code(text):
        try:
            tile = order_tile(orders.find_by_code(who.actor, text, now), now)
            lines = (FoundLine(tile.title, tile.href, tile.line, tile.icon),)
        except Unknown:
            lines = ()
    return FoundGroup(_("Orders"), lines)


def _people(who: Looking, text: str, now: datetime) -> FoundGroup:
    lines = []
    for one in people.search(who.actor, text, now)[:8]:
        age = _("%(age)s years") % {"age": one.age} if one.age is not None else ""
        born = words.full_day(one.birth_on) if one.birth_on else ""
        line = " · ".join(part for part in (age, sex_word(one.sex), born) if part)
        lines.append(FoundLine(words.named(one), _way_to(who, one.id), line, "user-round"))
    return FoundGroup(_("People"), tuple(lines))


def _way_to(who: Looking, person_id: UUID) -> str:
    """The reception for who books there, else the health file."""
    at_reception = who.actor.organisation_id is not None and bool(who.roles & AT_RECEPTION)
    return reverse("caller" if at_reception else "file_of", args=[person_id])


def _services(who: Looking, text: str, now: datetime) -> FoundGroup:
    lines = [
        FoundLine(
            words.named(one),
            reverse("provider", args=[one.id]),
            f"{_house_name(one.organisation, one.organisation_en)} · {words.money(one.price)}",
            "stethoscope",
        )
        for one in offers.search_services(who.actor, text, now)
    ]
    return FoundGroup(_("Services"), tuple(lines))


def _houses(who: Looking, text: str) -> FoundGroup:
    lines = [
        FoundLine(words.named(one), _house_way(one.id), _house_name(one.address, one.address_en), "building-2")
        for one in places.search_houses(who.actor, text)
    ]
    return FoundGroup(_("Organisations"), tuple(lines))


def _house_way(organisation_id: UUID) -> str:
    """The public page of a house, where the site has one."""
    try:
        return reverse("organisation", args=[organisation_id])
    except NoReverseMatch:
        return ""


def _house_name(chinese: str, english: str) -> str:
    return chinese if words.chinese() else english or chinese
