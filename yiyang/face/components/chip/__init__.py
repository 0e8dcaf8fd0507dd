"""A chip: one fact in a word or two, with a shape beside the colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words

Tone = Literal["plain", "ok", "warn", "bad", "info"]
SHAPES = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info"}


@dataclass(frozen=True, kw_only=True)
class Chip(Component):
    """`icon` replaces the shape of the tone."""

    word: Words
    tone: Tone = "plain"
    icon: str = ""

    @property
    def shape(self) -> str:
        return self.icon or SHAPES.get(self.tone, "")


def examples() -> list[Example]:
    return [
        Example(_("Plain"), Chip(word=_("Speaks English"))),
        Example(_("Good"), Chip(word=_("Steady"), tone="ok")),
        Example(_("Look soon"), Chip(word=_("2 left"), tone="warn")),
        Example(_("Trouble"), Chip(word=_("Unanswered"), tone="bad")),
        Example(_("Technical"), Chip(word=_("Community numbers 1–5"), tone="info")),
    ]
