"""The run: read everything twice, first for who and where, then for what happened.

Everything is written through the worker's connection, since row-level security refuses bulk writing to any other; the
services of other rooms that a run calls write through it too, so that a run can be one transaction.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections, transaction

from yiyang.care.records.actions import IMPORT
from yiyang.care.records.errors import ImportUnderWay
from yiyang.care.records.imports import limits
from yiyang.care.records.imports.first_reading import FirstReading
from yiyang.care.records.imports.identity import Names
from yiyang.care.records.imports.reading import documents
from yiyang.care.records.imports.report import Dangling, Report
from yiyang.care.records.imports.second_reading import SecondReading
from yiyang.care.records.imports.writing import Pending
from yiyang.care.records.models import Import
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.trust import services as trust

Progress = Callable[[str, Report], None]


class _Undo(Exception):
    """Something was refused and the caller wants all or nothing."""


def import_fhir(
    paths: Sequence[Path],
    *,
    by: Actor,
    now: datetime,
    all_or_nothing: bool = False,
    system: str = "",
    progress: Progress | None = None,
) -> Report:
    """Take in FHIR R4 Bundles, resources and NDJSON below `paths` for the organisation `by` acts for.

    Idempotent: what is already here is counted as unchanged, what has changed becomes a new version. What no room has a
    table for is kept verbatim. What is refused is listed with file, entry and field; the rest is taken, or nothing at
    all with `all_or_nothing`. `system` names the sender where ids alone could be mistaken for another's.
    Call it outside a transaction. Raises NotAllowed, ImportUnderWay.
    """
    assert by.organisation_id is not None
    report = Report()
    with _one_connection(), acting_as(by, now), _alone(by.organisation_id), _patient_commits(), _rare_collections():
        with transaction.atomic():
            access.require(by, IMPORT, now=now, organisation_id=by.organisation_id)
            run = Import.objects.create(
                id=new_id(), organisation_id=by.organisation_id, by_id=by.person_id, started_at=now
            )
        try:
            with transaction.atomic() if all_or_nothing else nullcontext():
                names = Names(by.organisation_id, system)
                _take(paths, names, {"by": by, "now": now, "run_id": run.id, "report": report}, progress)
                if all_or_nothing and report.refused_total:
                    raise _Undo
        except _Undo:
            report.undo()
        with transaction.atomic():
            _psycopg().execute("SET LOCAL synchronous_commit = on")  # and with this one, all before it
            _close(run, by, now, report)
    return report


def _take(paths: Sequence[Path], names: Names, taking: Mapping[str, Any], progress: Progress | None) -> None:
    report: Report = taking["report"]
    with transaction.atomic():
        pending = Pending(_psycopg())
    first, second = (kind(names=names, pending=pending, **taking) for kind in (FirstReading, SecondReading))
    for reading in (first, second):
        for document in documents(paths, report.skipped if reading is second else []):
            if reading is second:
                names.learn(document)
            with transaction.atomic():
                reading.take(_psycopg(), document)
            if progress is not None:
                progress(document.file, report)
            if reading is second:
                report.count_file(document.file)
    with transaction.atomic():
        total, found = pending.dangling(names.organisation_id, limits.DANGLING_LISTED_MAX)
    report.dangling_total, report.dangling = total, [Dangling(*each) for each in found]


def _close(run: Import, by: Actor, now: datetime, report: Report) -> None:
    """Write down what came of it, in the run's own row and in the trust log."""
    counts = {name: dict(getattr(report, name)) for name in ("created", "kept", "updated", "unchanged")}
    counts["refused"] = {"": report.refused_total}
    entry_id = trust.record(
        "records.imported",
        by=by,
        now=now,
        organisation_id=by.organisation_id,
        payload={"import": str(run.id), "counts": counts, "undone": report.undone},
    )
    Import.objects.filter(id=run.id).update(finished_at=now, counts=counts, entry_id=entry_id)


def _psycopg() -> psycopg.Connection[Any]:
    connections["worker"].ensure_connection()
    found: psycopg.Connection[Any] | None = connections["worker"].connection
    assert found is not None
    return found


@contextmanager
def _one_connection() -> Iterator[None]:
    """Let every service called inside write through the worker's connection."""
    before = connections["default"]
    connections["default"] = connections["worker"]
    try:
        yield
    finally:
        connections["default"] = before


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Resources are trees without cycles, a hundred thousand objects a batch: looking for cycles costs a fifth."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _patient_commits() -> Iterator[None]:
    """Do not wait for the disk after every file: a run that is cut short is simply run again."""
    with transaction.atomic():
        _psycopg().execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with transaction.atomic():
            _psycopg().execute("RESET synchronous_commit")


@contextmanager
def _alone(organisation_id: UUID) -> Iterator[None]:
    """Two imports for one organisation would both find the same rows missing."""
    lock = int.from_bytes(organisation_id.bytes[:7])
    with transaction.atomic():
        got = _psycopg().execute("SELECT pg_try_advisory_lock(%s)", [lock]).fetchone()
    if got is None or not got[0]:
        raise ImportUnderWay
    try:
        yield
    finally:
        with transaction.atomic():
            _psycopg().execute("SELECT pg_advisory_unlock(%s)", [lock])
