"""One message in the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words


@dataclass(frozen=True, kw_only=True)
class Notice(Component):
    title: Words
    text: Words = ""
    when: Words = ""
    href: str = ""
    unread: bool = False
    alarm: bool = False
    deed: Part = ""
    level: Literal[2, 3] = 3


def examples() -> list[Example]:
    return [
        Example(
            _("New"),
            Notice(
                title=_("Your number is booked"),
                text=_("Monday 23 November, 08:40, Dr Zhao Wenhua, No 2."),
                when=_("%(n)s min ago") % {"n": 3},
                unread=True,
                href="#notice",
            ),
        ),
        Example(
            _("Alarm"),
            Notice(
                title=_("One-key call from your mother"),
                text=_("Nurse Chen has taken it on."),
                when="03:12",
                unread=True,
                alarm=True,
            ),
        ),
        Example(_("Read"), Notice(title=_("Bill settled"), text="¥ 20.00", when=_("Yesterday"))),
    ]
