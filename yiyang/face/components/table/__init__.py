"""A table for staff and bills; on a narrow screen every row becomes a small list with its own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Part, Words
from yiyang.face.components.chip import Chip


@dataclass(frozen=True)
class Column:
    label: Words
    kind: Literal["text", "number", "deed"] = "text"


@dataclass(frozen=True)
class Row:
    cells: tuple[Part, ...]
    href: str = ""
    tone: Literal["plain", "warn", "bad", "done"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Table(Component):
    """`empty` is said when there is no row. The first cell is the row's head, and its link."""

    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Words = ""
    hide_caption: bool = True

    @property
    def lines(self) -> Iterator[tuple[Row, list[tuple[Column, Any]]]]:
        for row in self.rows:
            yield row, list(zip(self.columns, row.cells, strict=True))


def examples() -> list[Example]:
    columns = (Column(_("Time")), Column(_("Person")), Column(_("State")), Column(_("To pay"), "number"))
    rows = (
        Row(("08:40", _("Wang Guifang"), Chip(word=_("Waiting"), tone="ok"), "¥ 20.00"), "#table"),
        Row(
            ("08:50", _("Zhang Dehua"), Chip(word=_("Not here yet"), tone="warn"), "¥ 25.00"),
            "#table",
            "warn",
        ),
    )
    return [
        Example(_("Rows"), Table(caption=_("Today"), columns=columns, rows=rows)),
        Example(
            _("Empty"),
            Table(caption=_("Today"), columns=columns, rows=(), empty=_("Nobody is expected today.")),
        ),
    ]
