"""Give one to five stars, with the keyboard as well."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class StarsField(Component):
    name: str
    label: Words
    value: int = 0
    refused: Words = ""

    @property
    def choices(self) -> list[tuple[int, str]]:
        return [(1, _("poor")), (2, _("so-so")), (3, _("all right")), (4, _("good")), (5, _("very good"))]


def examples() -> list[Example]:
    return [Example(_("Rate"), StarsField(name="quality", label=_("How was the visit?"), value=4))]
