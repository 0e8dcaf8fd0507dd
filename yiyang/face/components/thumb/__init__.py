"""What lies at the thumb of an elder: call the family, call for help. Always there, never anything else."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts
from yiyang.face.components.button import Button


@dataclass(frozen=True, kw_only=True)
class Thumb(Component):
    parts: Parts


def examples() -> list[Example]:
    return [
        Example(
            _("Family and help"),
            Thumb(
                parts=(
                    Button(label=_("Call Li Min"), icon="phone", href="#thumb"),
                    Button(label=_("Call for help"), kind="alarm", icon="siren", href="#thumb"),
                )
            ),
        )
    ]
