"""The box in the frame that looks everywhere; sent by POST, so that what is typed stays out of addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example


@dataclass(frozen=True, kw_only=True)
class SearchBox(Component):
    """`id` tells two boxes on one page apart."""

    action: str
    typed: str = ""
    id: str = "everywhere"


def examples() -> list[Example]:
    return [
        Example(_("Empty"), SearchBox(action="#search-box", id="box-empty")),
        Example(_("With what was typed"), SearchBox(action="#search-box", typed="wgf", id="box-typed")),
    ]
