"""Open a file as lines of cells, without ever holding them all, and refuse what is not a list by its name.

A workbook is a ZIP of XML: it may unfold into terabytes (a ZIP bomb) or into itself (entities). Its members are
weighed before any is opened, and XML with entities is refused by defusedxml, which openpyxl uses when it is there.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from yiyang.lifecycle.exchange.errors import NotATable, OldExcel, TooLarge, TooManyLines, Unfolding, Unreadable

LINES_MAX = 100_000
COLUMNS_MAX = 60
EMPTY_MAX = 1_000  # after so many empty lines in a row the list has ended, whatever the sheet claims
FILE_BYTES_MAX = 200_000_000
UNFOLDED_BYTES_MAX = 600_000_000
MEMBERS_MAX = 2_000
RATIO_MAX = 200  # tables of numbers shrink to a fiftieth; a bomb to a thousandth
_WEIGHED_FROM = 5_000_000
_CELL_MAX = 32_767  # Excel's own limit
# What openpyxl raises for a file that only looks like a workbook; entities come as a ValueError.
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, IndexError, TypeError, OSError,
    AttributeError, EOFError,
)  # fmt: skip
Line = tuple[int, list[Any]]  # its number in the file, from 1, and its cells

if not openpyxl.DEFUSEDXML:  # pragma: no cover – the package asks for it
    raise ImportError("openpyxl does not find defusedxml")


def lines_of(file: Path | bytes) -> Iterator[Line]:
    """Every line that is not empty, with its number. Raises NotATable and its kind, some only on the way."""
    with _opened(file) as opened:
        size = opened.seek(0, io.SEEK_END)
        if size > FILE_BYTES_MAX:
            raise TooLarge(field="file", megabytes=FILE_BYTES_MAX // 1_000_000)
        opened.seek(0)
        start = opened.read(8)
        opened.seek(0)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise OldExcel(field="file")
        found = _workbook(opened) if start.startswith(b"PK\x03\x04") else _text(opened)
        with closing(found):  # before the file is
            yield from _not_empty(found)


def _not_empty(found: Iterator[Line]) -> Iterator[Line]:
    count = empty = 0
    for number, cells in found:
        if not any(cell is not None and str(cell).strip() for cell in cells):
            empty += 1
            if empty > EMPTY_MAX:
                return
            continue
        empty = 0
        count += 1
        if count > LINES_MAX + 10:  # the header and what stands above it
            raise TooManyLines(field="file", limit=LINES_MAX)
        yield number, cells


def _opened(file: Path | bytes) -> BinaryIO:
    return io.BytesIO(file) if isinstance(file, bytes) else file.open("rb")


def _workbook(opened: BinaryIO) -> Generator[Line, None, None]:
    _weigh(opened)
    try:
        book = openpyxl.load_workbook(opened, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims about its size is not to be trusted
        for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True), 1):
            yield number, list(row)
    except _BROKEN as broken:
        harmful = isinstance(broken, DefusedXmlException) or isinstance(broken.__cause__, DefusedXmlException)
        raise (Unfolding if harmful else Unreadable)(field="file") from None


def _weigh(opened: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(opened) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Unreadable(field="file") from None
    opened.seek(0)
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise NotATable(field="file")
    heavy = any(
        member.file_size > _WEIGHED_FROM and member.file_size > RATIO_MAX * max(member.compress_size, 1)
        for member in members
    )
    if heavy or len(members) > MEMBERS_MAX or sum(member.file_size for member in members) > UNFOLDED_BYTES_MAX:
        raise Unfolding(field="file")


def _text(opened: BinaryIO) -> Generator[Line, None, None]:
    encoding = _encoding(opened)
    opened.seek(0)
    text = io.TextIOWrapper(opened, encoding=encoding, newline="")
    try:
        first = text.read(4096)
        if "\0" in first:
            raise NotATable(field="file")
        text.seek(0)
        csv.field_size_limit(_CELL_MAX)
        reader = csv.reader(text, delimiter=_delimiter(first))
        before = 0
        for row in reader:
            yield before + 1, list(row[:COLUMNS_MAX])
            before = reader.line_num
    except (csv.Error, UnicodeError):
        raise Unreadable(field="file") from None
    finally:
        text.detach()


def _encoding(opened: BinaryIO) -> str:
    """By its mark; else UTF-8 if the whole file is, else GB18030, which holds GBK and GB 2312."""
    start = opened.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name in ("utf-8-sig", "gb18030"):
        opened.seek(0)
        decoder = codecs.getincrementaldecoder(name)()
        try:
            while piece := opened.read(1 << 16):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    raise NotATable(field="file")


def _delimiter(text: str) -> str:
    """The sign between cells: the one of which the first line has most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",\t;", key=first.count)
