"""An open case: what, who, how old, how far up the ladder, and the deed that takes it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.button import Button


@dataclass(frozen=True, kw_only=True)
class CaseCard(Component):
    """`step` of `steps` on the ladder; `taken_by` once a named person has accepted it."""

    title: Words
    age: Words
    who: Words = ""
    last: Words = ""
    tone: Literal["high", "medium", "low", "calm"] = "medium"
    step: int = 0
    steps: int = 0
    coming: Words = ""
    taken_by: Words = ""
    deeds: Parts = ()
    level: Literal[2, 3] = 3

    @property
    def ladder(self) -> list[bool]:
        return [place < self.step for place in range(self.steps)]


def examples() -> list[Example]:
    return [
        Example(
            _("Unanswered"),
            CaseCard(
                title=_("One-key call · 03:12"),
                age="38 s",
                tone="high",
                who=_("Wang Guifang, 84 · Xingfu Road 12 · alone"),
                last=_("Last: pulse 118, 03:11"),
                step=2,
                steps=4,
                coming=_("Next in 22 s: daughter Li Min, nurse in charge"),
                deeds=(
                    Button(label=_("I take it"), kind="primary"),
                    Button(label=_("Call her"), icon="phone"),
                ),
            ),
        ),
        Example(
            _("Taken on"),
            CaseCard(
                title=_("Glucose 3.4 mmol/L, falling"),
                age="6 min",
                taken_by=_("Nurse Chen"),
                last=_("Juice given 03:02, next check 03:17"),
            ),
        ),
        Example(
            _("Technical"),
            CaseCard(title=_("Bed mat silent"), age="26 min", tone="low", last=_("Room 311 · battery 8 %")),
        ),
    ]
