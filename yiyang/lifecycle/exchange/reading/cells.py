"""What a cell means: days as Excel keeps them or as people write them, numbers that Excel turned into floats, words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from yiyang.lifecycle.exchange.errors import (
    CellMissing,
    CutByExcel,
    NotADay,
    NotAnAmount,
    NotANumber,
    NotATime,
    NotInList,
    TooLong,
)

CellKind = Literal["text", "digits", "day", "time", "number", "amount", "choice", "words"]
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00)?)?")
_TIME = re.compile(r"(\d{1,2})\s*[:：时]\s*(\d{2})?(?:[:：]\d{2})?\s*分?")
_FLOAT = re.compile(r"\d(?:\.(\d+))?[eE]\+?(\d{1,2})")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXACT_FLOAT = 1e15  # from here on Excel has cut digits away
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


@dataclass(frozen=True)
class Column:
    """One column of a list: its code, what it is called in both languages, and what may stand in it.

    `known` gives the words of a choice and what each means; the first word of a meaning is the one we write.
    """

    code: str
    chinese: str
    english: str
    kind: CellKind = "text"
    required: bool = False
    limit: int = 120
    known: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()  # further names people give it
    example: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(plain_name(name) for name in (self.code, self.chinese, self.english, *self.others))


def plain_name(text: Any) -> str:
    """A header as it is compared: without spaces, stars, brackets and capitals."""
    bare = re.sub(r"[（(\[【].*?[)）\]】]", "", str(text or ""))
    return re.sub(r"[\s*＊:：_\-·.]", "", bare).casefold()


def read(column: Column, cell: Any) -> Any:
    """The value of a cell, or None when it is empty. Raises BadCell and its kinds with the column as the field."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column.required:
            raise CellMissing(field=column.code)
        return [] if column.kind == "words" else None
    return _READERS[column.kind](column, cell)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `read` takes the mark away again."""
    return f"'{text}" if text.startswith(_DANGEROUS) or text.startswith("'") else text


def _text(column: Column, cell: Any) -> str:
    if isinstance(cell, bool):
        text = "true" if cell else "false"
    elif isinstance(cell, (datetime, date)):
        text = cell.isoformat()[:10]
    elif isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    else:
        text = str(cell).replace("\u00a0", " ").replace("\u3000", " ").strip()
    if text[:1] == "'" and text[1:2] in (*_DANGEROUS, "'"):
        text = text[1:]
    if len(text) > column.limit:
        raise TooLong(field=column.code, limit=column.limit)
    return text


def _digits(column: Column, cell: Any) -> str:
    """A telephone or identity number: never a number, whatever Excel made of it."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if abs(cell) >= _EXACT_FLOAT or cell != int(cell):
            raise CutByExcel(field=column.code)
        return str(int(cell))
    text = _text(column, cell)
    if found := _FLOAT.fullmatch(text):
        if len(found[1] or "") != int(found[2]):  # 1.38001E+10: the digits behind it are gone
            raise CutByExcel(field=column.code)
        return str(int(Decimal(text)))
    return re.sub(r"\.0+$", "", text) if re.fullmatch(r"\d+\.0+", text) else text


def _day(column: Column, cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(column, cell)
    try:
        if found := _DAY.fullmatch(text):
            return date(*(int(part) for part in found.groups()))
        if re.fullmatch(r"(19|20)\d{6}", text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if re.fullmatch(r"\d{3,5}(\.0+)?", text):  # Excel's count of days, where the cell lost its format
            return _EXCEL_DAY_ZERO + timedelta(days=int(float(text)))
    except ValueError:
        pass
    raise NotADay(field=column.code)


def _time(column: Column, cell: Any) -> time:
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float) and 0 <= cell < 1:  # Excel's share of a day
        minutes = round(cell * 1440)
        return time(minutes // 60 % 24, minutes % 60)
    found = _TIME.fullmatch(_text(column, cell))
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise NotATime(field=column.code)


def _number(column: Column, cell: Any) -> int:
    text = re.sub(r"\.0+$", "", _text(column, cell))
    if not re.fullmatch(r"\d{1,9}", text):
        raise NotANumber(field=column.code)
    return int(text)


def _amount(column: Column, cell: Any) -> int:
    """A sum in yuan, as fen."""
    if isinstance(cell, float):
        cell = repr(round(cell, 4))
    text = re.sub(r"[¥￥元,，\s]", "", _text(column, cell))
    try:
        fen = Decimal(text) * 100
    except InvalidOperation:
        raise NotAnAmount(field=column.code) from None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen < 10**12:
        raise NotAnAmount(field=column.code)
    return int(fen)


def _choice(column: Column, cell: Any) -> Any:
    text = _text(column, cell)
    known = {plain_name(word): meaning for word, meaning in column.known.items()}
    if plain_name(text) not in known:
        raise NotInList(field=column.code, known="、".join(column.known))
    return known[plain_name(text)]


def _words(column: Column, cell: Any) -> list[str]:
    return [word.strip() for word in re.split(r"[、,，;；/|]", _text(column, cell)) if word.strip()]


_READERS = {
    "text": _text,
    "digits": _digits,
    "day": _day,
    "time": _time,
    "number": _number,
    "amount": _amount,
    "choice": _choice,
    "words": _words,
}
