"""A sheet: the page of whoever runs something. A heading, ways within, and sections of parts and forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yiyang.face.components import Part, Parts


@dataclass(frozen=True, kw_only=True)
class Section:
    """`layout`: how the parts stand – below each other, in two halves, or in a grid."""

    title: str = ""
    note: str = ""
    parts: Parts = ()
    layout: Literal["stack", "halves", "grid"] = "stack"
    id: str = ""

    @property
    def drawn(self) -> list[tuple[Part, bool]]:
        """Every part, and whether it is plain words, which stand in a paragraph of their own."""
        return [(part, isinstance(part, str)) for part in self.parts]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`back` is (address, words) of the page above; `said` a refusal or warning that stands over everything."""

    title: str
    sections: tuple[Section, ...]
    lead: str = ""
    chip: Part = ""
    back: tuple[str, str] = ("", "")
    ways: Part = ""
    said: Parts = ()
    deeds: Parts = ()
