"""Confirm without a dialog: the question, what will happen, and both ways on; a page or a part of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.button import Button


@dataclass(frozen=True, kw_only=True)
class Confirm(Component):
    question: Words
    happens: Words
    action: str
    yes: Button
    no: Button
    hidden: tuple[tuple[str, str], ...] = ()
    fields: Parts = ()


def examples() -> list[Example]:
    return [
        Example(
            _("Before cancelling"),
            Confirm(
                question=_("Cancel this visit?"),
                happens=_("¥ 20.00 comes back to you within minutes. The number becomes free for others."),
                action="#confirm",
                yes=Button(label=_("Cancel the visit"), kind="alarm"),
                no=Button(label=_("Keep it"), href="#confirm"),
            ),
        ),
    ]
