"""Packages: what is left of those that were bought, and what is on offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.facts import Facts
from yiyang.face.components.state import State
from yiyang.foundation.actors import Actor
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders.protocol import mode_of


@dataclass(frozen=True, kw_only=True)
class PackagesPage:
    title: str
    left_title: str
    left: Parts
    offers: Parts


def packages_page(viewer: Actor, now: datetime, person_id: UUID | None) -> PackagesPage:
    """Every package on offer, and what is left of a person's own; queries do not grow with either."""
    return PackagesPage(
        title=_("Packages"),
        left_title=_("What is left"),
        left=_left(viewer, person_id, now) if person_id else (),
        offers=package_cards(viewer, now) or (_none(),),
    )


def package_cards(viewer: Actor, now: datetime, *, holding: UUID | None = None) -> Parts:
    """Packages on offer, of one service where named, each with what it holds, its price and the way to it."""
    return tuple(_card(each) for each in offers.packages(viewer, now, holding=holding))


def _card(package: offers.PackageCard) -> Card:
    english = not words.chinese()
    holds = tuple(
        (each.name_en if english else each.name, ngettext("%(n)s time", "%(n)s times", each.uses) % {"n": each.uses})
        for each in package.contents
    )
    term = ngettext("%(n)s day", "%(n)s days", package.valid_days) % {"n": package.valid_days}
    assert package.service_id is not None
    return Card(
        over=package.organisation_en if english else package.organisation,
        title=words.named(package),
        parts=(Facts(pairs=(*holds, (_("How long"), term), (_("Price"), words.money(package.list_price)))),),
        deeds=(
            Button(
                label=_("Look at it"),
                href=mode_of(package.mode).entrance(package.service_id),
                icon="hand-heart",
                note=words.named(package),
            ),
        ),
    )


def _left(viewer: Actor, person_id: UUID, now: datetime) -> Parts:
    """The uses that are left, each with the way to book one."""
    english = not words.chinese()
    mine = [each for each in offers.allowances_of(viewer, person_id, now) if each[2]]
    services = offers.service_names(viewer, {each[0] for each in mine})
    found = []
    for service_id, name, left, uses, ends_at, name_en in mine:
        service = services[service_id]
        label = service.name_en if english else service.name
        said = _("%(left)s of %(uses)s left, until %(day)s") % {
            "left": left,
            "uses": uses,
            "day": words.full_day(ends_at),
        }
        book = Button(label=_("Book"), href=reverse("provider", args=[service_id]), icon="calendar-check", note=label)
        found.append(Card(over=name_en or name if english else name, title=label, parts=(said,), deeds=(book,)))
    return tuple(found)


def _none() -> State:
    return State(
        kind="empty",
        title=_("No package is on offer at present"),
        text=_("You can book single visits as always."),
        deeds=(Button(label=_("Find care"), href=reverse("find"), icon="search"),),
    )
