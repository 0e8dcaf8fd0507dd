"""Which column is which: the line that names them is found, and every name is understood in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yiyang.foundation.errors import Refused
from yiyang.lifecycle.exchange.errors import ColumnMissing, NoHeader, TwiceNamed
from yiyang.lifecycle.exchange.reading.cells import Column, plain_name, read
from yiyang.lifecycle.exchange.reading.files import Line

SOUGHT_IN = 10  # lines; above the header there may stand a title and a date


@dataclass(frozen=True)
class Header:
    """Where each known column stands, and the names nobody here knows."""

    line: int
    places: dict[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class ReadLine:
    """One line: its values by column, or what is wrong with its cells."""

    number: int
    values: dict[str, Any]
    faults: tuple[Refused, ...]


def read_lines(lines: Iterator[Line], columns: Sequence[Column]) -> tuple[Header, Iterator[ReadLine]]:
    """The header and, one by one, what follows it. Raises NoHeader, TwiceNamed, ColumnMissing."""
    header = find_header(lines, columns)
    return header, (_read_line(number, cells, header, columns) for number, cells in lines)


def find_header(lines: Iterator[Line], columns: Sequence[Column]) -> Header:
    needed = [column for column in columns if column.required]
    best: Header | None = None
    for _ in range(SOUGHT_IN):
        line = next(lines, None)
        if line is None:
            break
        found = _as_header(*line, columns)
        if found.places and all(column.code in found.places for column in needed):
            return found
        if len(found.places) > (len(best.places) if best else 1):
            best = found
    if best is None:
        raise NoHeader(field="file")
    missing = next(column for column in needed if column.code not in best.places)
    raise ColumnMissing(field="file", column=f"{missing.chinese} / {missing.english}")


def _as_header(number: int, cells: list[Any], columns: Sequence[Column]) -> Header:
    codes = {name: column.code for column in columns for name in column.names}
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(cells):
        name = plain_name(cell)
        if not name:
            continue
        code = codes.get(name)
        if code is None:
            unknown.append(str(cell).strip()[:40])
        elif code in places:
            raise TwiceNamed(field="file", column=str(cell).strip()[:40])
        else:
            places[code] = place
    return Header(number, places, tuple(unknown))


def _read_line(number: int, cells: list[Any], header: Header, columns: Sequence[Column]) -> ReadLine:
    values: dict[str, Any] = {}
    faults = []
    for column in columns:
        place = header.places.get(column.code)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            values[column.code] = read(column, cell)
        except Refused as fault:
            faults.append(fault)
    return ReadLine(number, values, tuple(faults))
