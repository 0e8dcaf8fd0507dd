"""Why: the reason for a rank, a price, a look into a file or a bill, always in sight."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class Why(Component):
    text: Words
    href: str = ""
    link: Words = ""
    reasons: tuple[Words, ...] = ()


def examples() -> list[Example]:
    return [
        Example(
            _("A rank"),
            Why(
                text=_("She treats hypertension, has a number free on Monday, and 212 visits score 4.8."),
                href="#why",
                link=_("How the order is made"),
            ),
        ),
        Example(
            _("In points"),
            Why(
                text=_("Why this place:"),
                reasons=(
                    _("a number is free tomorrow"),
                    _("twelve minutes by bus"),
                    _("4.8 from 212 proven visits"),
                ),
            ),
        ),
    ]
