"""Who this page is about: the seal of the name, what they are, and what must be known at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.chip import Chip


@dataclass(frozen=True, kw_only=True)
class PersonHeader(Component):
    name: Words
    line: Words = ""
    chips: Parts = ()
    deeds: Parts = ()
    level: Literal[1, 2] = 1

    @property
    def sign(self) -> str:
        """The first character of a Chinese name, or the initials of a Latin one without its title."""
        words = [word for word in str(self.name).split() if not word.endswith(".") and word not in ("Dr", "Nurse")]
        if not words:
            return "·"
        return words[0][0] if not words[0][0].isascii() else "".join(word[0] for word in words[:2]).upper()


def examples() -> list[Example]:
    return [
        Example(
            _("A doctor"),
            PersonHeader(
                name=_("Dr Zhao Wenhua"),
                level=2,
                line=_("Cardiology · Dujiangyan Medical Centre · 2.1 km, 12 minutes by bus"),
                chips=(
                    Chip(word=_("4.8 · 212 proven visits"), tone="ok", icon="star"),
                    Chip(word=_("Speaks English")),
                ),
            ),
        ),
        Example(
            _("A patient"),
            PersonHeader(
                name=_("Wang Guifang"),
                level=2,
                line=_("84 years, female, lives alone"),
                chips=(Chip(word=_("Allergy: penicillin"), tone="bad"), Chip(word=_("High blood pressure"))),
            ),
        ),
    ]
