"""Read the rooms' figure views: one statement per room, whatever the number of indicators. The only SQL of this room.

Row-level security decides what is seen, since every view runs with the reader's eyes; what is asked for here is only
whose numbers are meant: the house's, a professional's own, or a person's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from yiyang.insight.indicators.models import SOURCES
from yiyang.insight.indicators.periods import Stretch, Unit, begins

ROWS_MAX = 500

_WHOSE = """(%(organisation)s::uuid IS NULL OR f.organisation_id = %(organisation)s)
       AND (%(practitioner)s::uuid IS NULL OR f.practitioner_id = %(practitioner)s)
       AND (%(person)s::uuid IS NULL OR f.person_id = %(person)s)"""
_SUMS = """
    SELECT f.kind, CASE WHEN f.at IS NULL THEN NULL
                        ELSE date_trunc(%(unit)s, f.at AT TIME ZONE %(zone)s)::date END AS first,
           count(*), sum(f.amount), sum(f.parts), count(DISTINCT f.person_id)
      FROM {source}_figure f
     WHERE f.kind = ANY(%(kinds)s) AND {whose}
       AND (f.at IS NULL OR (f.at >= %(from)s AND f.at < %(until)s))
     GROUP BY 1, 2
"""
_ROWS = """
    SELECT f.at, f.amount, f.parts, f.about_id, f.label
      FROM {source}_figure f
     WHERE f.kind = %(kind)s AND {whose} AND (f.at IS NULL OR (f.at >= %(from)s AND f.at < %(until)s))
     ORDER BY f.at DESC NULLS LAST, f.about_id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose numbers: of a house, perhaps only one professional's there, or of a person across houses."""

    organisation_id: UUID | None = None
    practitioner_id: UUID | None = None
    person_id: UUID | None = None
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of one kind in one stretch add up to."""

    rows: int
    amount: int
    parts: int
    persons: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row behind a number; `at` is None where it stands now."""

    at: datetime | None
    amount: int
    parts: int
    about_id: UUID
    label: str


Source = Literal["orders", "capacity", "settlement", "ratings", "places", "people", "cases", "notices"]


def sums(
    source: str, kinds: Sequence[str], whose: Whose, unit: Unit, span: Stretch
) -> dict[tuple[str, date | None], Sums]:
    """By kind and first day of the stretch (None: standing), in one statement."""
    values = {**_values(whose, span), "unit": unit, "kinds": list(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(source=_known(source), whose=_WHOSE), values)
        return {
            (kind, first): Sums(rows, _whole(amount), _whole(parts), persons)
            for kind, first, rows, amount, parts, persons in cursor.fetchall()
        }


def rows(source: str, kind: str, whose: Whose, span: Stretch, *, limit: int = ROWS_MAX) -> list[FigureRow]:
    """The list behind a number, newest first; at most `limit`."""
    values = {**_values(whose, span), "kind": kind, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(source=_known(source), whose=_WHOSE), values)
        found = cursor.fetchall()
    return [FigureRow(at, int(amount), int(parts), about, label) for at, amount, parts, about, label in found]


def _values(whose: Whose, span: Stretch) -> dict[str, Any]:
    return {
        "organisation": whose.organisation_id,
        "practitioner": whose.practitioner_id,
        "person": whose.person_id,
        "zone": whose.zone,
        "from": begins(span.first, whose.zone),
        "until": begins(span.until, whose.zone),
    }


def _known(source: str) -> str:
    """The name goes into a statement: it must be one of the list."""
    if source not in SOURCES:
        raise ValueError(source)
    return source


def _whole(value: Decimal | int | None) -> int:
    return int(value or 0)
