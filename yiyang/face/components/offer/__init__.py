"""One result of a search: who, where, when, how much, how good, and why it stands where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words
from yiyang.face.components.stars import Stars
from yiyang.foundation.money import Money


@dataclass(frozen=True, kw_only=True)
class Offer(Component):
    rank: int
    name: Words
    href: str
    line: Words = ""
    way: Words = ""
    stars: Stars
    price: Money
    price_note: Words = ""
    free: Words = ""
    reasons: tuple[Words, ...] = ()
    newcomer: bool = False
    by_choice: bool = False  # no numbers: the hour is chosen when it is ordered


def examples() -> list[Example]:
    return [
        Example(
            _("First of the list"),
            Offer(
                rank=1,
                name=_("Dr Zhao Wenhua"),
                href="#offer",
                line=_("Cardiology · Dujiangyan Medical Centre"),
                way=_("2.1 km, 12 minutes by bus"),
                stars=Stars(score_milli=4800, count=212),
                price=Money(2000),
                price_note=_("Xingfu members 2026"),
                free=_("Mon 23 Nov, 08:40"),
                reasons=(_("Score 4.8 from 212 ratings, counted as 4.76"), _("First free number on Monday")),
            ),
        ),
        Example(
            _("A newcomer, full at present"),
            Offer(
                rank=5,
                name=_("Nurse Chen Jing"),
                href="#offer",
                line=_("Dressing change · Xingfu Community Centre"),
                stars=Stars(score_milli=None),
                price=Money(0),
                newcomer=True,
                reasons=(_("Every 5th place goes to somebody new, drawn afresh each day"),),
            ),
        ),
    ]
