"""FHIR dates and times: real calendar dates, and how precisely they were said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

_FORM = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(?P<time>T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)


class Moment(NamedTuple):
    """An instant in UTC and its precision: second, day, month or year. A part of a day starts at midnight UTC."""

    at: datetime
    precision: str


def read(text: str) -> Moment:
    """A FHIR dateTime, date or instant. Raises ValueError with a sentence when it is not a real one."""
    if not isinstance(text, str):
        raise ValueError("a date must be written as text")
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError("not a FHIR date or time (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz)")
    try:
        if found["time"]:
            # A leap second is a real instant that Python cannot hold; it becomes the second before.
            whole = text.replace(":60", ":59", 1) if text[17:19] == "60" else text
            return Moment(datetime.fromisoformat(whole).astimezone(UTC), "second")
        precision = "day" if found["day"] else "month" if found["month"] else "year"
        at = datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1), tzinfo=UTC)
    except (ValueError, OverflowError) as wrong:
        raise ValueError("not a day or time that exists") from wrong
    return Moment(at, precision)


def write(at: datetime | None, precision: str = "second") -> str | None:
    """The FHIR text of an instant at its precision; times in UTC, milliseconds only where there are any."""
    if at is None or precision == "unknown":
        return None
    at = at.astimezone(UTC)
    if precision == "second":
        parts = "microseconds" if at.microsecond % 1000 else "milliseconds" if at.microsecond else "seconds"
        return at.isoformat(timespec=parts).replace("+00:00", "Z")
    return at.date().isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]
