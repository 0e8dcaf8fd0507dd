"""Files as they come: Excel's habits, old encodings, and files that mean harm."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from yiyang.lifecycle.exchange import errors
from yiyang.lifecycle.exchange.kinds import KINDS
from yiyang.lifecycle.exchange.kinds.elders import COLUMNS
from yiyang.lifecycle.exchange.reading.cells import Column, plain_name, read, safe
from yiyang.lifecycle.exchange.reading.files import LINES_MAX, lines_of
from yiyang.lifecycle.exchange.reading.headers import read_lines
from yiyang.lifecycle.exchange.tests.factories import HEADER, as_csv, as_workbook

ROW = ["1", "王桂芳", "女", "1942-03-08", "", "13800138000", "幸福路", "自理", "低盐、软食"]


def column(kind: Any, **more: Any) -> Column:
    return Column("c", "列", "Column", kind, **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_any_of_the_usual_encodings(encoding: str, delimiter: str) -> None:
    given = as_csv([HEADER, ROW, [], ["2", "张德华", "男"]], encoding, delimiter)
    header, lines = read_lines(lines_of(given), COLUMNS)
    found = list(lines)
    assert header.line == 1
    assert [(line.number, line.values["name"], line.faults) for line in found] == [(2, "王桂芳", ()), (4, "张德华", ())]
    assert found[0].values["birth_on"] == date(1942, 3, 8)
    assert found[0].values["diet"] == ["低盐", "软食"]
    assert found[1].values["phone"] is None


def test_a_workbook_with_a_title_merged_cells_dates_and_floats() -> None:
    rows = [
        ["幸福社区长者名单", None, None],
        [None],
        ["序号", *HEADER],
        [1, 1.0, "王桂芳", "女", datetime(1942, 3, 8), "51018119420308002X", 13800138000.0, "幸福路", None, None],
        [2, 2, "张德华", "男", 15408, None, "13800138001", None, "半自理", None],
    ]
    header, lines = read_lines(lines_of(as_workbook(rows)), COLUMNS)
    first, second = list(lines)
    assert (header.line, header.unknown) == (3, ("序号",))
    assert (first.number, first.values["ref"], first.values["phone"]) == (4, "1", "13800138000")
    assert first.values["birth_on"] == date(1942, 3, 8)
    assert second.values["birth_on"] == date(1942, 3, 8)
    assert second.values["living_ability"] == "partly-dependent"


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("day", "1942/3/8", date(1942, 3, 8)),
        ("day", "1942年3月8日", date(1942, 3, 8)),
        ("day", "1942.03.08", date(1942, 3, 8)),
        ("day", "19420308", date(1942, 3, 8)),
        ("day", "1942-03-08 00:00:00", date(1942, 3, 8)),
        ("day", 15408.0, date(1942, 3, 8)),
        ("time", "8:30", time(8, 30)),
        ("time", "8时30分", time(8, 30)),
        ("time", 0.3541666667, time(8, 30)),
        ("time", time(8, 30), time(8, 30)),
        ("amount", "¥1,234.50", 123_450),
        ("amount", 99.9, 9_990),
        ("amount", "120元", 12_000),
        ("number", 20.0, 20),
        ("digits", 13800138000.0, "13800138000"),
        ("digits", "1.3800138000E+10", "13800138000"),
        ("digits", "'+8613800138000", "+8613800138000"),
        ("text", "'=1+1", "=1+1"),
        ("text", 12.0, "12"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(kind: str, cell: Any, value: Any) -> None:
    assert read(column(kind), cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "refusal"),
    [
        ("day", "1942-02-30", errors.NotADay),
        ("day", "春天", errors.NotADay),
        ("time", "25:00", errors.NotATime),
        ("number", "20.5", errors.NotANumber),
        ("number", "-1", errors.NotANumber),
        ("amount", "12.345", errors.NotAnAmount),
        ("amount", "NaN", errors.NotAnAmount),
        ("amount", "1e400", errors.NotAnAmount),
        ("digits", 5.10181194203080e17, errors.CutByExcel),
        ("digits", "1.38001E+10", errors.CutByExcel),
        ("text", "x" * 121, errors.TooLong),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_name(kind: str, cell: Any, refusal: type[errors.BadCell]) -> None:
    with pytest.raises(refusal) as caught:
        read(column(kind), cell)
    assert caught.value.field == "c"
    assert str(cell) not in str(caught.value.facts), "what stood in the cell may be somebody's"


def test_a_needed_cell_and_a_known_word() -> None:
    with pytest.raises(errors.CellMissing):
        read(column("text", required=True), "  ")
    with pytest.raises(errors.NotInList) as refusal:
        read(column("choice", known={"女": "female", "male": "male"}), "x")
    assert refusal.value.facts == {"known": "女、male"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


def laughs() -> bytes:
    """Billion laughs in a sheet of a workbook that is otherwise right."""
    good = as_workbook([HEADER, ROW])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
                content = entities + content.removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>")
            target.writestr(member, content)
    return out.getvalue()


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (bomb(), errors.Unfolding),
        (laughs(), errors.Unfolding),
        (encrypted(), errors.OldExcel),
        (b"PK\x03\x04 and no more", errors.Unreadable),
        (as_workbook([HEADER, ROW])[:-300], errors.Unreadable),
        (b"", errors.NoHeader),
        (b"\x89PNG\r\n\x1a\n\0\0\0", errors.NotATable),
        (as_csv([["x", "y"], ["1", "2"]]), errors.NoHeader),
        (as_csv([["编号", "电话"], ["1", "2"]]), errors.ColumnMissing),
        (as_csv([["姓名", "电话", "Name"], ["1", "2", "3"]]), errors.TwiceNamed),
        (as_csv([["姓名", "电话"], ["x" * 40_000, "1"]]), errors.Unreadable),
    ],
)
def test_what_is_no_list_or_means_harm_is_refused_by_name(content: bytes, refusal: type[errors.NotATable]) -> None:
    def whole() -> None:
        _header, lines = read_lines(lines_of(content), COLUMNS)
        list(lines)

    with pytest.raises(refusal) as caught:
        whole()
    assert type(caught.value) is refusal


def test_a_zip_that_is_no_workbook_is_no_table() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(errors.NotATable):
        list(lines_of(out.getvalue()))


def test_the_limit_of_lines_is_a_limit() -> None:
    text = "姓名\r\n" + "王\r\n" * (LINES_MAX + 20)
    with pytest.raises(errors.TooManyLines):
        sum(1 for _ in lines_of(text.encode()))


def test_a_sheet_that_claims_a_million_empty_lines_ends_early() -> None:
    rows: list[list[Any]] = [HEADER, ROW, *([[None]] * 1500), ROW]
    assert sum(1 for _ in lines_of(as_workbook(rows))) == 2


@given(st.text(max_size=40).map(str.strip).filter(lambda text: text and "\0" not in text))
def test_what_is_written_safely_is_read_back(text: str) -> None:
    plain = text.replace("\u00a0", " ").replace("\u3000", " ").strip()
    if plain:
        assert safe(plain)[0] not in "=+-@\t\r"
        assert read(column("text"), safe(plain)) == plain


def test_every_column_is_understood_by_both_names_and_no_name_means_two() -> None:
    for kind in KINDS.values():
        names = [name for each in kind.columns for name in each.names]
        assert len(names) == len(set(names)), kind.code
        for each in kind.columns:
            assert {plain_name(each.chinese), plain_name(f"{each.english} *")} <= each.names


@pytest.mark.long
@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_a_hundred_thousand_lines_pass_through_little_memory(tmp_path: Path, shape: str) -> None:
    file = tmp_path / f"elders.{shape}"
    rows = (
        [f"E{n}", f"王{n}", "女", "1942-03-08", "", "13800138000", "幸福路", "自理", "低盐"] for n in range(LINES_MAX)
    )
    if shape == "csv":
        with file.open("w", encoding="gb18030", newline="") as opened:
            csv.writer(opened).writerows([HEADER, *rows])
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(HEADER)
        for row in rows:
            sheet.append(row)
        book.save(file)
    tracemalloc.start()
    _header, lines = read_lines(lines_of(file), COLUMNS)
    count = sum(1 for line in lines if not line.faults)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == LINES_MAX
    # A workbook keeps its shared texts in memory; the lines themselves are never held.
    assert peak < (5_000_000 if shape == "csv" else 120_000_000)
