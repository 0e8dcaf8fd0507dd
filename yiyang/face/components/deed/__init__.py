"""A deed: one button that changes something, sent as a form, with what it needs hidden inside."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.button import Button


@dataclass(frozen=True, kw_only=True)
class Deed(Component):
    """POST to `action` with `hidden` names and values; `fields` are shown above the button."""

    action: str
    button: Button
    hidden: tuple[tuple[str, str], ...] = ()
    fields: Parts = ()
    hint: Words = ""


def examples() -> list[Example]:
    return [
        Example(
            _("One press"),
            Deed(action="#deed", button=Button(label=_("I take it"), kind="primary", icon="check")),
        )
    ]
