"""A score: drawn, written, and with the number of proven visits behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face.components import Component, Example


@dataclass(frozen=True, kw_only=True)
class Stars(Component):
    """`score_milli` 1000 … 5000, or None for a newcomer; `count` proven visits."""

    score_milli: int | None
    count: int = 0
    one: bool = False  # a single voice: no count is said

    @property
    def full(self) -> int:
        return round((self.score_milli or 0) / 1000)

    @property
    def drawn(self) -> list[bool]:
        return [place < self.full for place in range(5)]

    @property
    def score(self) -> str:
        return f"{(self.score_milli or 0) / 1000:.1f}"

    @property
    def visits(self) -> str:
        return ngettext("%(n)s proven visit", "%(n)s proven visits", self.count) % {"n": self.count}


def examples() -> list[Example]:
    return [
        Example(_("Known"), Stars(score_milli=4800, count=212)),
        Example(_("Newcomer"), Stars(score_milli=None)),
    ]
