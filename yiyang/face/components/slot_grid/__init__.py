"""Numbered places of one session, as radio buttons: they work with the keyboard and without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True)
class Slot:
    """`gone` is sold, `kept` is reserved for others; both are shown, so that nobody wonders."""

    value: str
    time: str
    number: Words = ""
    state: Literal["free", "chosen", "gone", "kept"] = "free"
    word: Words = ""


@dataclass(frozen=True, kw_only=True)
class SlotGrid(Component):
    label: Words
    slots: tuple[Slot, ...]
    name: str = "slot"
    hint: Words = ""
    refused: Words = ""
    form: str = ""


def examples() -> list[Example]:
    number = _("No %(n)s")
    states: dict[int, Literal["free", "chosen", "gone", "kept"]] = {1: "gone", 2: "chosen", 4: "kept"}
    slots = tuple(
        Slot(
            str(n),
            f"{8 + (20 + n * 10) // 60}:{(20 + n * 10) % 60:02d}",
            number % {"n": n},
            states.get(n, "free"),
        )
        for n in range(1, 9)
    )
    return [
        Example(
            _("Free, chosen, taken and kept"),
            SlotGrid(
                label=_("Choose a number"),
                slots=slots,
                hint=_("Numbers 1–5 are kept for Xingfu community until 18:00."),
            ),
        ),
        Example(
            _("Refused"),
            SlotGrid(
                label=_("Choose a number"),
                name="other",
                slots=slots[4:],
                refused=_("Somebody was quicker. Please choose another one."),
            ),
        ),
        Example(_("Empty"), SlotGrid(label=_("Choose a number"), name="none", slots=())),
    ]
