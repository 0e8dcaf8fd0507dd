"""Ways within one part of the site: a second row of links below the heading, the present one marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words
from yiyang.face.components.bar import Tab


@dataclass(frozen=True, kw_only=True)
class Ways(Component):
    label: Words
    tabs: tuple[Tab, ...]


def examples() -> list[Example]:
    tabs = (Tab(_("Services"), "#ways", current=True), Tab(_("Schedules"), "#ways"), Tab(_("Staff"), "#ways", count=2))
    return [Example(_("Within the house"), Ways(label=_("The house"), tabs=tabs))]
