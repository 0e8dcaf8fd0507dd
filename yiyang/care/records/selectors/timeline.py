"""Everything known about a person, newest first, with author, place, time and source."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from yiyang.care.records.actions import READ, READ_VITALS
from yiyang.care.records.models import KINDS
from yiyang.care.records.vitals import FRESH_FOR, VITALS
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people

PAGE_MAX = 200
OTHER = "Other"  # kept verbatim: claims, care plans, devices…
ALL_KINDS = (*KINDS, OTHER)


@dataclass(frozen=True)
class Measured:
    """One number with its UCUM unit, or words instead of a number."""

    code: str
    name: str
    value: Decimal | None
    unit: str
    text: str
    comparator: str = ""


@dataclass(frozen=True)
class Event:
    """One line of the time line: what, when, who says so, where, and where we have it from."""

    kind: str
    record_id: UUID
    version: int
    at: datetime
    until: datetime | None
    precision: str
    received_at: datetime
    recorded_at: datetime
    code: str
    name: str
    status: str
    text: str
    values: tuple[Measured, ...]
    author_id: UUID | None
    author_name: str
    place_id: UUID
    place_name: str
    signed: bool
    corrected_by: str
    source: str
    order_id: UUID | None
    age: timedelta
    stale: bool


@dataclass(frozen=True)
class Page:
    """Events newest first; `before` is the cursor of the next, older page (empty at the end)."""

    events: tuple[Event, ...]
    before: str


def timeline(
    viewer: Actor,
    person_id: UUID,
    now: datetime,
    *,
    before: str = "",
    kinds: Collection[str] = (),
    limit: int = 50,
) -> Page:
    """One page of everything about a person (all of KINDS and OTHER unless `kinds` narrows it).

    Who may see readings but not records gets the vital signs alone. A merged person's files are one time line. The
    number of statements does not grow with the rows.
    Raises Unknown for a person out of reach, Invalid for a wrong cursor or kind.
    """
    wanted = tuple(kinds) or ALL_KINDS
    for kind in wanted:
        if kind not in ALL_KINDS:
            raise Invalid(field="kinds", reason=", ".join(ALL_KINDS))
    only_vitals = access.may(viewer, READ, now=now, person_id=person_id) is None
    access.require(viewer, READ_VITALS if only_vitals else READ, now=now, person_id=person_id)
    if only_vitals:
        wanted = ("Observation",)
    limit = min(limit, PAGE_MAX)
    files = people.files_of(viewer, person_id)
    rows = _rows(wanted, files, _read_cursor(before), limit + 1, only_vitals=only_vitals)
    parts = _parts([row[1] for row in rows if row[0] == "Observation"])
    events = tuple(_event(row, parts, now) for row in rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(events, _cursor(last[4], last[1]) if last else "")


# The columns every branch yields, in this order; `_event` unpacks them by place.
_COMMON = """t.id, t.record_id, t.version, t.effective_at, t.effective_end_at, t.effective_precision, t.received_at,
    t.recorded_at, t.code, t.display, t.status, {text}, {value}, t.encounter_id, t.author_id, t.author_name,
    t.place_id, t.place_name, t.organisation_id, t.signed_at IS NOT NULL, t.corrected_by_name, t.order_id"""
_NO_VALUE = "NULL::numeric, '', '', ''"
_VALUE = "t.value, t.value_unit, t.value_text, t.value_comparator"
_TEXT = {
    "Note": "concat_ws(E'\\n', NULLIF(t.title, ''), left(t.text, 2000))",
    "DiagnosticReport": "left(t.conclusion, 2000)",
    "MedicationRequest": "t.dosage",
}


def _branch(kind: str, whose: str, *, only_vitals: bool) -> str:
    if kind == OTHER:
        columns = """t.id, t.record_id, t.version, t.effective_at, NULL::timestamptz, t.effective_precision,
            t.received_at, t.received_at, t.type, '', '', '', NULL::numeric, '', '', '', NULL::uuid, NULL::uuid, '',
            NULL::uuid, '', t.organisation_id, true, '', NULL::uuid"""
        table = "records_kept"
    else:
        columns = _COMMON.format(text=_TEXT.get(kind, "''"), value=_VALUE if kind == "Observation" else _NO_VALUE)
        table = KINDS[kind]._meta.db_table
    only = " AND t.category = 'vital-signs'" if only_vitals else ""
    if kind == OTHER:
        only += " AND t.type <> 'Patient'"  # the file itself is no event
    return f"""(SELECT '{kind}', {columns} FROM {table} t
        WHERE t.person_id {whose} AND t.superseded_at IS NULL{only}
          AND (%(at)s::timestamptz IS NULL OR (t.effective_at, t.id) < (%(at)s::timestamptz, %(id)s::uuid))
        ORDER BY t.effective_at DESC, t.id DESC LIMIT %(limit)s)"""


def _rows(
    kinds: Collection[str], files: list[UUID], cursor: tuple[datetime, UUID] | None, limit: int, *, only_vitals: bool
) -> list[tuple]:
    # One file is the rule, and `=` lets the index give the order; merged files are the exception.
    whose = "= %(file)s" if len(files) == 1 else "= ANY(%(files)s)"
    branches = " UNION ALL ".join(_branch(kind, whose, only_vitals=only_vitals) for kind in kinds)
    statement = f"""
        SELECT l.*, e.author_name, COALESCE(NULLIF(e.place_name, ''), o.name, ''), s.file, s.entry
        FROM (SELECT * FROM ({branches}) u ORDER BY 5 DESC, 2 DESC LIMIT %(limit)s)
             l (kind, id, record_id, version, effective_at, effective_end_at, precise, received_at, recorded_at, code,
                display, status, words, value, unit, value_text, comparator, encounter_id, author_id, author_name,
                place_id, place_name, organisation_id, signed, corrected_by, order_id)
        LEFT JOIN records_encounter e ON e.record_id = l.encounter_id AND e.superseded_at IS NULL
        LEFT JOIN places_organisation o ON o.id = COALESCE(l.place_id, e.place_id, l.organisation_id)
        LEFT JOIN records_source s ON s.id = l.id
        ORDER BY l.effective_at DESC, l.id DESC"""
    at, id_ = cursor or (None, None)
    with connection.cursor() as asking:
        asking.execute(statement, {"file": files[0], "files": files, "at": at, "id": id_, "limit": limit})
        found: list[tuple] = asking.fetchall()
        return found


def _parts(observations: list[UUID]) -> dict[UUID, list[Measured]]:
    with connection.cursor() as asking:
        asking.execute(
            "SELECT observation_id, code, display, value, value_unit, value_text, value_comparator"
            " FROM records_component WHERE observation_id = ANY(%s) ORDER BY observation_id, place_in_order",
            [observations],
        )
        found: dict[UUID, list[Measured]] = {}
        for observation, code, name, value, unit, text, comparator in asking.fetchall():
            found.setdefault(observation, []).append(Measured(code, name, value, unit, text, comparator))
    return found


def _event(row: tuple, parts: dict[UUID, list[Measured]], now: datetime) -> Event:
    (kind, id_, record_id, version, at, until, precise, received_at, recorded_at, code, name, status, words,
     value, unit, text, comparator, _, author_id, author_name, place_id, place_name, organisation_id, signed,
     corrected_by, order_id, visit_author, visit_place, file, entry) = row  # fmt: skip
    own = [Measured(code, name, value, unit, text, comparator)] if value is not None or text else []
    age = max(now - at, timedelta(0))
    fresh_for = VITALS[code].fresh_for if code in VITALS else FRESH_FOR
    return Event(
        kind=kind,
        record_id=record_id,
        version=version,
        at=at,
        until=until,
        precision=precise,
        received_at=received_at,
        recorded_at=recorded_at,
        code=code,
        name=name,
        status=status,
        text=words,
        values=tuple(own + parts.get(id_, [])),
        author_id=author_id,
        author_name=author_name or visit_author or "",
        place_id=place_id or organisation_id,
        place_name=place_name or visit_place,
        signed=signed,
        corrected_by=corrected_by,
        source=f"{file}#{entry}" if file else "",
        order_id=order_id,
        age=age,
        stale=kind == "Observation" and age > fresh_for,
    )


def _cursor(at: datetime, id_: UUID) -> str:
    return urlsafe_b64encode(f"{at.isoformat()} {id_}".encode()).decode()


def _read_cursor(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    try:
        at, id_ = urlsafe_b64decode(text.encode()).decode().split(" ")
        return datetime.fromisoformat(at), UUID(id_)
    except (NotBase64, ValueError) as wrong:
        raise Invalid(field="before", reason="not a page of this time line") from wrong
