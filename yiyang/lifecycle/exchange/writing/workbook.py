"""Excel workbooks, written line by line into a temporary file and handed out from there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from yiyang.lifecycle.exchange.kinds import Kind, Values
from yiyang.lifecycle.exchange.reading.cells import Column
from yiyang.lifecycle.exchange.writing.csv_file import cell_text, word_of

PIECE_BYTES = 1 << 16
IN_MEMORY_BYTES = 2_000_000
_TEXT_KINDS = ("text", "digits", "choice", "words")


def workbook_pieces(kind: Kind, title: str, found: Iterator[list[Values]], *, chinese: bool) -> Iterator[bytes]:
    """A workbook of the lines; they pass through a temporary file that has no name, never through memory."""
    book, sheet = _begun(kind.columns, title, chinese=chinese)
    for lines in found:
        for line in lines:
            sheet.append([_cell(sheet, column, line.get(column.code), chinese=chinese) for column in kind.columns])
    yield from _pieces(book)


def template(kind: Kind, title: str, *, chinese: bool) -> bytes:
    """An empty list with its header, and beside it a sheet that says what belongs into each column."""
    book, _sheet = _begun(kind.columns, title, chinese=chinese)
    notes = book.create_sheet(_("How to fill it in"))
    notes.append([_("Column"), _("Needed"), _("What belongs there"), _("Example")])
    for column in kind.columns:
        name = column.chinese if chinese else column.english
        needed = _("yes") if column.required else ""
        notes.append([name, needed, what_belongs(column, chinese=chinese), _text_cell(notes, column.example)])
    return b"".join(_pieces(book))


def what_belongs(column: Column, *, chinese: bool) -> str:
    """One sentence about what may stand in a column."""
    if column.kind == "choice":
        meanings = dict.fromkeys(column.known.values())
        return " / ".join(word_of(column, meaning, chinese=chinese) for meaning in meanings)
    said = {
        "day": _("a day, such as 1942-03-08"),
        "time": _("a time of day, such as 08:30"),
        "number": _("a whole number"),
        "amount": _("a sum in yuan"),
        "digits": _("digits as text, so that Excel does not round them"),
        "words": _("several words with a comma between them"),
        "text": _("text"),
    }
    return said[column.kind]


def _begun(columns: Sequence[Column], title: str, *, chinese: bool) -> tuple[Workbook, WriteOnlyWorksheet]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = 22 if column.kind in ("digits", "text") else 14
        dimension.number_format = "@" if column.kind in _TEXT_KINDS else "General"
    header = []
    for column in columns:
        cell = _text_cell(sheet, column.chinese if chinese else column.english)
        cell.font = Font(bold=True)
        header.append(cell)
    sheet.append(header)
    return book, sheet


def _cell(sheet: WriteOnlyWorksheet, column: Column, value: Any, *, chinese: bool) -> Any:
    if value is None or value in ("", []):
        return None
    if column.kind == "amount":
        return Decimal(int(value)) / 100
    if column.kind in ("day", "time", "number") and isinstance(value, (date, time, int)):
        return value
    text = cell_text(column, value, chinese=chinese)
    return _text_cell(sheet, text)


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Any:
    """A cell that is text whatever it begins with: never a formula, and never a rounded number."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _pieces(book: Workbook) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece
