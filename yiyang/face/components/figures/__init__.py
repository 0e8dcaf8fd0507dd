"""A few numbers that say how the day stands, each with its word and, where one can look closer, its way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True)
class Figure:
    """`said` says what is counted; `tone` is said in `note` as well."""

    number: Words
    said: Words
    note: Words = ""
    href: str = ""
    tone: Literal["plain", "warn", "bad"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Figures(Component):
    label: Words
    figures: tuple[Figure, ...]


def examples() -> list[Example]:
    return [
        Example(
            _("A morning at the desk"),
            Figures(
                label=_("Today"),
                figures=(
                    Figure("24", _("expected")),
                    Figure("3", _("waiting"), _("the longest 18 min"), "#figures", "warn"),
                    Figure("17", _("seen")),
                    Figure("0", _("did not come")),
                ),
            ),
        )
    ]
