"""A tile: one thing of the day or one way onward, the whole of it a link, or a button where it changes something."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words
from yiyang.face.components.chip import Chip


@dataclass(frozen=True, kw_only=True)
class Tile(Component):
    """`href` is where it leads; `action` instead makes it a form of one button, sent by POST."""

    title: Words
    href: str = ""
    action: str = ""
    line: Words = ""
    when: Words = ""
    icon: str = ""
    chip: Part = ""


def examples() -> list[Example]:
    return [
        Example(
            _("A visit today"),
            Tile(
                when="10:00",
                title=_("Nurse Chen comes to change the dressing"),
                line=_("She is on her way, about twenty minutes"),
                href="#tile",
            ),
        ),
        Example(
            _("A way onward"),
            Tile(icon="stethoscope", title=_("See a doctor"), line=_("Choose a day and a number"), href="#tile"),
        ),
        Example(
            _("One that changes something"),
            Tile(icon="user-round", title=_("Wang Guifang"), line=_("Mother, 84"), action="#tile"),
        ),
        Example(
            _("With a chip"),
            Tile(
                icon="users-round",
                title=_("Wang Guifang"),
                line=_("Mother, 84"),
                chip=Chip(word=_("All calm"), tone="ok"),
                href="#tile",
            ),
        ),
    ]
