"""A measured value in words first, its course as a line against the usual range, the number last."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words
from yiyang.face.components.chip import Chip

WIDTH, HEIGHT, MARGIN = 300, 84, 12


@dataclass(frozen=True, kw_only=True)
class Reading(Component):
    """`values` oldest first, in one unit; `low` and `high` bound the person's usual range."""

    title: Words
    said: Words
    chip: Part = ""
    values: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    href: str = ""

    def _height(self, value: float) -> float:
        known = [*self.values, *(edge for edge in (self.low, self.high) if edge is not None)]
        least, most = min(known), max(known)
        return HEIGHT - MARGIN - (value - least) / ((most - least) or 1) * (HEIGHT - 2 * MARGIN)

    @property
    def points(self) -> str:
        step = (WIDTH - 2 * MARGIN) / max(1, len(self.values) - 1)
        return " ".join(
            f"{MARGIN + place * step:.0f},{self._height(value):.0f}" for place, value in enumerate(self.values)
        )

    @property
    def last(self) -> tuple[str, ...]:
        return tuple(self.points.split(" ")[-1].split(","))

    @property
    def band(self) -> tuple[str, str] | None:
        """Top and height of the usual range."""
        if self.low is None or self.high is None:
            return None
        top = self._height(self.high)
        return f"{top:.0f}", f"{self._height(self.low) - top:.0f}"


def examples() -> list[Example]:
    return [
        Example(
            _("A week"),
            Reading(
                title=_("Blood pressure this week"),
                said=_("132/78 just now, a little lower than last week"),
                chip=Chip(word=_("Steady"), tone="ok"),
                values=(134, 138, 131, 141, 135, 130, 132),
                low=125,
                high=140,
            ),
        ),
        Example(_("One value"), Reading(title=_("Weight"), said=_("58.2 kg on Friday"))),
    ]
