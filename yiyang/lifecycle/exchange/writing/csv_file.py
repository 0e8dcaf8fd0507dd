"""CSV as Excel opens it: UTF-8 with its mark, lines of CR LF, and no text that would begin a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from yiyang.lifecycle.exchange.kinds import Values
from yiyang.lifecycle.exchange.reading.cells import Column, safe

MARK = "\ufeff"


def csv_pieces(columns: Sequence[Column], found: Iterator[list[Values]], *, chinese: bool) -> Iterator[bytes]:
    """The file, a batch at a time."""
    yield (MARK + _lines([[column.chinese if chinese else column.english for column in columns]])).encode()
    for lines in found:
        if lines:
            yield _lines(
                [[cell_text(column, line.get(column.code), chinese=chinese) for column in columns] for line in lines]
            ).encode()


def table_csv(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A small table in one piece, such as a list of faults."""
    return (MARK + _lines([list(header), *([safe(str(cell)) for cell in row] for row in rows)])).encode()


def cell_text(column: Column, value: Any, *, chinese: bool) -> str:
    """A value as the reader's language writes it, and as `reading.cells` reads it back."""
    if value is None or value in ("", []):
        return ""
    if column.kind == "amount":
        return str(Decimal(int(value)) / 100)
    if column.kind == "choice":
        return word_of(column, value, chinese=chinese)
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return safe("、".join(value))
    return safe(str(value))


def word_of(column: Column, value: Any, *, chinese: bool) -> str:
    """The first word of a choice in one language."""
    words = [word for word, meaning in column.known.items() if meaning == value]
    fitting = [word for word in words if word.isascii() != chinese and not word.isdigit()]
    return (fitting or words or [str(value)])[0]


def _lines(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
