"""What a part of a page says when it has nothing, waits, was refused, is old, or is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.button import Button

Kind = Literal["empty", "loading", "refused", "stale", "done"]
ICONS: dict[Kind, str] = {
    "empty": "inbox",
    "loading": "hourglass",
    "refused": "circle-alert",
    "stale": "clock",
    "done": "circle-check",
}


@dataclass(frozen=True, kw_only=True)
class State(Component):
    kind: Kind
    title: Words
    text: Words = ""
    deeds: Parts = ()
    icon: str = ""

    @property
    def drawing(self) -> str:
        return self.icon or ICONS[self.kind]


def examples() -> list[Example]:
    return [
        Example(
            _("Empty"),
            State(
                kind="empty",
                title=_("No orders yet"),
                text=_("What you book is listed here."),
                deeds=(Button(label=_("Find care"), href="#state", kind="primary"),),
            ),
        ),
        Example(
            _("Loading"),
            State(kind="loading", title=_("Looking for free numbers"), text=_("This takes a moment.")),
        ),
        Example(
            _("Refused"),
            State(
                kind="refused",
                title=_("This number was taken a moment ago"),
                text=_("You have paid nothing. Please choose another one."),
                deeds=(Button(label=_("See the free numbers"), href="#state"),),
            ),
        ),
        Example(
            _("Stale"),
            State(kind="stale", title=_("Last value 26 minutes old"), text=_("The mat's battery is at 8 %.")),
        ),
        Example(
            _("Done"),
            State(kind="done", title=_("Your number is booked"), text=_("Monday 23 November, 08:40, No 2.")),
        ),
    ]
