"""One entry of a life's timeline: what, when, who wrote it, where, and from which source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Parts, Words
from yiyang.face.components.chip import Chip


@dataclass(frozen=True, kw_only=True)
class TimelineEntry(Component):
    title: Words
    when: Words
    kind: Words = ""
    icon: str = "file-text"
    author: Words = ""
    place: Words = ""
    source: Words = ""
    lines: Parts = ()
    chip: Part = ""
    href: str = ""
    level: Literal[2, 3] = 3


def examples() -> list[Example]:
    return [
        Example(
            _("A signed visit"),
            TimelineEntry(
                title=_("Visit to the heart clinic"),
                when=_("12 November 2026, 09:10"),
                kind=_("Encounter"),
                icon="stethoscope",
                author=_("Dr Zhao Wenhua"),
                place=_("Dujiangyan Medical Centre"),
                source=_("written here, signed"),
                lines=(_("Blood pressure 132/78 mmHg. The new dose works."),),
                chip=Chip(word=_("Signed"), tone="ok"),
                href="#entry",
            ),
        ),
        Example(
            _("Corrected"),
            TimelineEntry(
                title=_("Essential hypertension"),
                when=_("3 March 2019"),
                kind=_("Condition"),
                icon="clipboard-list",
                author=_("imported"),
                source="FHIR R4",
                chip=Chip(word=_("version 2"), tone="info"),
            ),
        ),
    ]
