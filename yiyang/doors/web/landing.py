"""The landing: what one may look for, and what this house promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yiyang.doors.web.needs import icon_of
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.tile import Tile
from yiyang.foundation.actors import Actor
from yiyang.lifecycle.offers import selectors as offers

SHOWN = 9


@dataclass(frozen=True)
class LandingPage:
    title: str
    needs: Parts
    promises: Parts
    words: tuple[str, ...]
    tour: Parts = ()
    password: str = ""


def landing_page(viewer: Actor, now: datetime) -> LandingPage:
    """What is offered at present, by need."""
    needs = offers.needs(viewer, offered_at=now) or offers.needs(viewer)
    tiles = tuple(
        Tile(icon=icon_of(need.category), title=words.named(need), href=f"{reverse('find')}?need={need.code}")
        for need in needs[:SHOWN]
    )
    promises = (
        Card(
            title=_("You see why"),
            parts=(_("Why this place, why this price, who looked at your file: the reason stands beside it."),),
        ),
        Card(
            title=_("Your place is yours"),
            parts=(_("A number is sold once. If you move it, the old one is kept until the new one is sure."),),
        ),
        Card(
            title=_("Nothing changes unseen"),
            parts=(_("Every deed is sealed in a log that anyone can check. Your receipt carries the proof."),),
        ),
    )
    return LandingPage(
        _("Care at the foot of the green mountain"),
        tiles,
        promises,
        tuple(words.named(need) for need in needs),
        _tour(),
        (settings.DEMO_TOUR or {}).get("password", ""),
    )


def _tour() -> Parts:
    """Who may sign in where this is a demo, and what to look at first; nothing on a real site."""
    ending = "" if (get_language() or "").startswith("zh") else "_en"
    return tuple(
        Card(
            over=stop["login"],
            title=stop[f"who{ending}"],
            parts=(
                stop[f"look{ending}"],
                *(
                    [_("Then choose %(house)s at the top.") % {"house": stop[f"house{ending}"]}]
                    if stop["house"]
                    else ()
                ),
            ),
            deeds=(
                Button(
                    label=_("Sign in as %(login)s") % {"login": stop["login"]},
                    href=f"{reverse('account_login')}?{urlencode({'next': '/' if stop['house'] else stop['path']})}",
                ),
            ),
        )
        for stop in (settings.DEMO_TOUR or {}).get("stops", ())
    )
