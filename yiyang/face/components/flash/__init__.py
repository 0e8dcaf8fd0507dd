"""What just happened, said once on the next page, with the way back while there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed


@dataclass(frozen=True, kw_only=True)
class Flash(Component):
    text: Words
    tone: Literal["done", "info", "bad"] = "done"
    undo: Part = ""
    hint: Words = ""

    @property
    def drawing(self) -> str:
        return {"done": "circle-check", "info": "info", "bad": "circle-alert"}[self.tone]


def examples() -> list[Example]:
    return [
        Example(
            _("With a way back"),
            Flash(
                text=_("The visit is cancelled; ¥ 20.00 comes back to you."),
                hint=_("Until %(hour)s you can take it back.") % {"hour": "10:42"},
                undo=Deed(action="#flash", button=Button(label=_("Undo"), icon="undo-2")),
            ),
        ),
        Example(_("Refused"), Flash(text=_("Nothing was changed."), tone="bad")),
    ]
