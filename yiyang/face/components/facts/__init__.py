"""Facts: words and what they say, in pairs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words


@dataclass(frozen=True, kw_only=True)
class Facts(Component):
    pairs: tuple[tuple[Words, Part], ...]


def examples() -> list[Example]:
    return [
        Example(
            _("A booking"),
            Facts(
                pairs=(
                    (_("When"), _("Monday 23 November, 08:40")),
                    (_("Where"), _("Dujiangyan Medical Centre, door 2")),
                    (_("Number"), "2"),
                )
            ),
        )
    ]
