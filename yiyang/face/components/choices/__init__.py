"""Several of several: a group of check boxes under one question."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words
from yiyang.face.components.field import Choice


@dataclass(frozen=True, kw_only=True)
class Choices(Component):
    name: str
    label: Words
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...] = ()
    hint: Words = ""
    refused: Words = ""

    @property
    def described(self) -> str:
        return f"choices-{self.name}-said" if self.hint or self.refused else ""


def examples() -> list[Example]:
    choices = (
        Choice("see", _("see my visits and orders")),
        Choice("book", _("book and cancel for me")),
        Choice("pay", _("pay for me")),
    )
    return [
        Example(
            _("What a daughter may do"),
            Choices(name="may", label=_("They may"), choices=choices, chosen=("see", "book")),
        )
    ]
