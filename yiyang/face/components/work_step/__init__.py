"""One step of a piece of work: a big row that says what it is and whether it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class WorkStep(Component):
    """`mark` says when it was done, or that it comes next; it is a slot that a page may fill in later."""

    title: Words
    icon: str
    mark: Words = ""


def examples() -> list[Example]:
    return [
        Example(_("Done"), WorkStep(title=_("I am here"), icon="map-pin", mark="10:02")),
        Example(_("Next"), WorkStep(title=_("What to do"), icon="clipboard-list", mark=_("next"))),
        Example(_("Later"), WorkStep(title=_("Signature"), icon="pencil")),
    ]
