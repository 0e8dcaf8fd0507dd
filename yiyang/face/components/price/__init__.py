"""A price in its lines, with the rule that made it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words
from yiyang.foundation.money import Money


@dataclass(frozen=True, kw_only=True)
class Price(Component):
    """`lines` are (words, amount); the total stands below them with `total_label`."""

    lines: tuple[tuple[Words, Money], ...]
    total: Money
    total_label: Words = ""
    why: Words = ""


def examples() -> list[Example]:
    return [
        Example(
            _("By rule"),
            Price(
                lines=(
                    (_("Registration, specialist"), Money(2500)),
                    (_("Community member price"), Money(-500)),
                ),
                total=Money(2000),
                why=_("Price by rule “Xingfu members 2026”. Free to cancel until Sunday 18:00, half back after."),
            ),
        ),
    ]
