"""The days ahead in one row, each saying how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True)
class Day:
    weekday: Words
    day: Words
    word: Words
    href: str = ""
    state: Literal["free", "few", "full", "closed"] = "free"
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class DayStrip(Component):
    label: Words
    days: tuple[Day, ...]


def examples() -> list[Example]:
    def free(n: int) -> str:
        return ngettext("%(n)s free", "%(n)s free", n) % {"n": n}

    days = (
        Day(_("Sat"), "21", _("full"), "", "full"),
        Day(_("Sun"), "22", _("closed"), "", "closed"),
        Day(_("Mon"), "23", free(11), "#day", "free", current=True),
        Day(_("Tue"), "24", free(2), "#day", "few"),
        Day(_("Wed"), "25", free(9), "#day"),
        Day(_("Thu"), "26", _("full"), "", "full"),
        Day(_("Fri"), "27", free(4), "#day"),
    )
    return [Example(_("A week"), DayStrip(label=_("Choose a day"), days=days))]
