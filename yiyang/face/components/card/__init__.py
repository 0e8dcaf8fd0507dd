"""A card: heading, content, breath, and what can be done at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Parts, Words
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip


@dataclass(frozen=True, kw_only=True)
class Card(Component):
    """`tone` says it in words elsewhere too: colour is never alone. `lift` marks the thing to act on."""

    title: Words = ""
    over: Words = ""
    parts: Parts = ()
    deeds: Parts = ()
    chip: Part = ""
    href: str = ""
    tone: Literal["plain", "calm", "warn", "bad", "info"] = "plain"
    lift: bool = False
    level: Literal[2, 3] = 3
    id: str = ""


def examples() -> list[Example]:
    return [
        Example(
            _("The next action"),
            Card(
                over=_("Now"),
                title=_("Take the blood pressure tablet"),
                parts=(_("One after breakfast; it lies in the first box."),),
                deeds=(Button(label=_("I have taken it"), kind="primary", wide=True),),
                tone="calm",
                lift=True,
            ),
        ),
        Example(
            _("Plain, with a chip"),
            Card(
                title=_("On the day"),
                chip=Chip(word=_("Bring the identity card")),
                parts=(_("Door 2, second floor. An escort can be ordered."),),
            ),
        ),
        Example(
            _("Look soon"),
            Card(
                title=_("The licence ends in 12 days"),
                tone="warn",
                parts=(_("After that nobody can book here."),),
            ),
        ),
    ]
