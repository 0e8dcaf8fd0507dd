"""How far along a booking is, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class Steps(Component):
    """`now` counts from zero; steps before it are done."""

    labels: tuple[Words, ...]
    now: int

    @property
    def lines(self) -> Iterator[tuple[Words, Literal["done", "now", "coming"]]]:
        for place, label in enumerate(self.labels):
            yield label, "done" if place < self.now else "now" if place == self.now else "coming"


def examples() -> list[Example]:
    return [Example(_("Paying"), Steps(labels=(_("Choose"), _("Pay"), _("Booked")), now=1))]
