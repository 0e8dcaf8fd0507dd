"""A form on a card: fields in two columns where there is room, its refusal on top, its one button below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.button import Button
from yiyang.face.components.choices import Choices
from yiyang.face.components.field import Choice, Field


@dataclass(frozen=True, kw_only=True)
class Form(Component):
    """`refused` is what stands at no field. `ask` sends by GET: it changes nothing. `upload` carries a file."""

    action: str
    button: Button
    title: Words = ""
    note: Words = ""
    fields: Parts = ()
    hidden: tuple[tuple[str, str], ...] = ()
    others: Parts = ()
    refused: Words = ""
    ask: bool = False
    upload: bool = False
    id: str = ""
    level: Literal[2, 3] = 2


def examples() -> list[Example]:
    button = Button(label=_("Save"), kind="primary", icon="check", role="button")
    days = (Choice("1", _("Monday")), Choice("2", _("Tuesday")))
    return [
        Example(
            _("A form"),
            Form(
                action="#form",
                title=_("A week"),
                note=_("What is sold already stays as it is."),
                button=button,
                fields=(
                    Field(name="example-room", label=_("Room"), value="2-3"),
                    Field(name="example-numbers", label=_("Numbers"), kind="number", value="12"),
                    Choices(name="example-days", label=_("On these days"), choices=days, chosen=("1",)),
                ),
            ),
        ),
        Example(
            _("Refused"),
            Form(
                action="#form",
                button=button,
                refused=_("Somebody else has just changed this. Please look again."),
                fields=(Field(name="example-price", label=_("Price"), value="-1", refused=_("Below zero.")),),
            ),
        ),
    ]
