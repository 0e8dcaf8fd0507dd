"""A button says what happens; a link that looks like one goes somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words

Kind = Literal["primary", "plain", "quiet", "alarm"]


@dataclass(frozen=True, kw_only=True)
class Button(Component):
    """`href` makes it a link. `name` and `value` travel with the form. `note` is read out, not shown."""

    label: Words
    kind: Kind = "plain"
    href: str = ""
    icon: str = ""
    name: str = ""
    value: str = ""
    wide: bool = False
    note: Words = ""
    form: str = ""
    role: Literal["submit", "button"] = "submit"


def examples() -> list[Example]:
    return [
        Example(_("The one thing to do"), Button(label=_("Pay and confirm"), kind="primary", icon="wallet")),
        Example(_("Another way"), Button(label=_("Choose another day"), href="#button", icon="calendar-days")),
        Example(_("Quiet"), Button(label=_("Not now"), kind="quiet", href="#button")),
        Example(_("Emergency only"), Button(label=_("Call for help"), kind="alarm", icon="siren")),
    ]
