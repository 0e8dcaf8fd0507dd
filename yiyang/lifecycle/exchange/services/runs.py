"""A list handed in on a page: kept sealed, checked, shown, taken in when somebody says so, and thrown away after."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import sealed_files
from yiyang.lifecycle.exchange.errors import NotATable, RunOver, TooLarge
from yiyang.lifecycle.exchange.kinds import kind_of
from yiyang.lifecycle.exchange.models import KEY_PLACE, Fault, Run
from yiyang.lifecycle.exchange.report import Report
from yiyang.lifecycle.exchange.services.take import How, take_table
from yiyang.lifecycle.exchange.states import UNDER_WAY

UPLOAD_BYTES_MAX = 10_000_000
AT_ONCE_BYTES = 30_000  # smaller lists are checked and taken while one waits
KEPT_FOR = timedelta(days=7)  # a checked list that nobody takes in
JOB = "exchange.work-off"
_INSERT = """
    INSERT INTO exchange_run (id, organisation_id, by_id, kind, state, all_or_nothing, key_sealed, size_bytes, lines,
        lines_in_all, created, updated, unchanged, refused, ignored, started_at, request_key)
    VALUES (%(id)s, %(house)s, %(by)s, %(kind)s, 'waiting', false, %(key)s, %(size)s, 0, 0, 0, 0, 0, 0, '[]', %(now)s,
        %(request_key)s)
    ON CONFLICT ON CONSTRAINT run_once DO NOTHING RETURNING id
"""


@transaction.atomic
def hand_in(*, by: Actor, now: datetime, kind: str, content: bytes, request_key: str) -> UUID:
    """Keep a list and check it: at once when it is small, else by a job. The same key again returns the first run.

    Raises NoSuchList, TooLarge, and what access refuses.
    """
    found = kind_of(kind)
    access.require(by, found.take_action, now=now, organisation_id=by.organisation_id)
    if by.organisation_id is None or by.person_id is None:
        raise Unknown
    if len(content) > UPLOAD_BYTES_MAX:
        raise TooLarge(field="file", megabytes=UPLOAD_BYTES_MAX // 1_000_000)
    if done := Run.objects.filter(by_id=by.person_id, request_key=request_key).first():
        return done.id
    run_id, key = new_id(), sealed_files.new_key()
    values: dict[str, Any] = {
        "id": run_id,
        "house": by.organisation_id,
        "by": by.person_id,
        "kind": kind,
        "key": sealed_files.sealed_key(key, place=KEY_PLACE, row_id=run_id),
        "size": len(content),
        "now": now,
        "request_key": request_key,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        if cursor.fetchone() is None:  # the same request, at the same time
            return Run.objects.get(by_id=by.person_id, request_key=request_key).id
    sealed_files.put(_root(), run_id, key, content)
    _start(Run.objects.get(id=run_id), now)
    return run_id


@transaction.atomic
def take_in(*, by: Actor, now: datetime, run_id: UUID, all_or_nothing: bool) -> None:
    """Take in a checked list: every good line, or nothing if one is refused. Raises Unknown, RunOver."""
    run = _own(by, now, run_id)
    if Run.objects.filter(id=run_id, state="checked").update(state="taking", all_or_nothing=all_or_nothing) != 1:
        raise RunOver(field="run")
    run.refresh_from_db()
    _start(run, now)


@transaction.atomic
def cancel(*, by: Actor, now: datetime, run_id: UUID) -> None:
    """Stop at the next batch and throw the file away; good lines that were taken by then stay. Twice is once."""
    _own(by, now, run_id)
    open_states = (*UNDER_WAY, "checked")
    if Run.objects.filter(id=run_id, state__in=open_states).update(state="cancelled", ended_at=now):
        _throw_away(run_id)


def work_off(run_id: UUID, now: datetime, *, alone: bool = True) -> None:
    """Check or take in what waits, with the eyes and the rights of who handed it in; called again it goes on anew.

    `alone`: in a job, where progress is told as the work goes on and each batch is a transaction of its own. Every
    line that was taken before a crash is found unchanged the second time.
    """
    if not alone:
        run = Run.objects.get(id=run_id)
        _work(run, Actor.person(run.by_id, run.organisation_id), now, None)
        return
    with transaction.atomic(using="worker"):
        found = Run.objects.using("worker").filter(id=run_id, state__in=UNDER_WAY).first()
    if found is None:
        return
    by = Actor.person(found.by_id, found.organisation_id)
    with acting_as(by, now):
        _work(found, by, now, _Progress(run_id))


def give_up(run_id: UUID, now: datetime) -> None:
    """The work broke off by a fault of ours: say so on the run, and throw the file away."""
    over = {"state": "failed", "ended_at": now}
    if _move(run_id, UNDER_WAY, over, "worker"):
        with transaction.atomic(using="worker"):
            _throw_away(run_id, "worker")


def sweep_lists(now: datetime) -> int:
    """Give up lists that were checked a week ago, and remove files whose run is over; answers how many files went."""
    with transaction.atomic(using="worker"):
        stale = Run.objects.using("worker").filter(state="checked", started_at__lt=now - KEPT_FOR)
        stale.update(state="cancelled", ended_at=now, key_sealed="")
    gone = 0
    for run_id, place in sealed_files.older_than(_root(), now - timedelta(days=1)):
        with transaction.atomic(using="worker"):
            kept = Run.objects.using("worker").filter(id=run_id).exclude(key_sealed="").exists()
        if not kept:
            place.unlink(missing_ok=True)
            gone += 1
    return gone


class _Progress:
    """Writes down how far the work is, beside its transaction, and sees whether somebody cancelled."""

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id

    def __call__(self, report: Report) -> bool:
        with transaction.atomic(using="worker"):
            runs = Run.objects.using("worker").filter(id=self.run_id)
            return bool(runs.filter(state__in=UNDER_WAY).update(lines=report.lines, refused=report.refused))


def _start(run: Run, now: datetime) -> None:
    if run.size_bytes <= AT_ONCE_BYTES:
        work_off(run.id, now, alone=False)
    else:
        app.configure_task(JOB, queue="lists").defer(run_id=str(run.id))


def _work(run: Run, by: Actor, now: datetime, progress: _Progress | None) -> None:
    using = "worker" if progress else "default"
    checking = run.state in ("waiting", "checking")
    if checking:
        _move(run.id, ("waiting", "checking"), {"state": "checking"}, using)
    content = sealed_files.get(_root(), run.id, sealed_files.opened_key(run.key_sealed, place=KEY_PLACE, row_id=run.id))
    how = How(check=checking, all_or_nothing=run.all_or_nothing)
    try:
        report = take_table(content, kind=run.kind, by=by, now=now, how=how, tell=progress)
    except NotATable as refusal:
        report = Report()
        report.note(0, "", refusal)
        _conclude(run, report, "failed", now, using)
    except Refused as refusal:  # a role that ended since
        report = Report()
        report.note(0, "", refusal)
        _conclude(run, report, "failed", now, using)
    else:
        if not report.cancelled:
            _conclude(run, report, "checked" if checking else "done", now, using)


def _conclude(run: Run, report: Report, state: str, now: datetime, using: str) -> None:
    over = state != "checked"
    with transaction.atomic(using=using):
        Fault.objects.using(using).filter(organisation_id=run.organisation_id, run_id=run.id).delete()
        Fault.objects.using(using).bulk_create(
            [
                Fault(
                    organisation_id=run.organisation_id,
                    run_id=run.id,
                    line=fault.line,
                    column=fault.column,
                    code=fault.code,
                    sentence=fault.sentence,
                    facts=fault.facts,
                )
                for fault in report.faults
            ],
            batch_size=500,
        )
        taken = {} if report.undone else {name: report.counts[name] for name in ("created", "updated", "unchanged")}
        changed = {
            "state": state,
            "lines": report.lines,
            "lines_in_all": report.lines,
            "refused": report.refused,
            "ignored": list(report.ignored),
            "created": 0,
            "updated": 0,
            "unchanged": 0,
            **taken,
        }
        if over:
            changed["ended_at"] = now
        if _move(run.id, UNDER_WAY, changed, using) and over:
            _throw_away(run.id, using)


def _move(run_id: UUID, sources: tuple[str, ...], changed: dict[str, object], using: str) -> bool:
    with transaction.atomic(using=using):
        return Run.objects.using(using).filter(id=run_id, state__in=sources).update(**changed) == 1


def _throw_away(run_id: UUID, using: str = "default") -> None:
    """Without its key the file is noise; the file itself goes after the commit."""
    Run.objects.using(using).filter(id=run_id).update(key_sealed="")
    transaction.on_commit(lambda: sealed_files.remove(_root(), run_id), using=using)


def _own(by: Actor, now: datetime, run_id: UUID) -> Run:
    run = Run.objects.filter(id=run_id).first()
    if run is None or run.organisation_id != by.organisation_id:
        raise Unknown
    access.require(by, kind_of(run.kind).take_action, now=now, organisation_id=run.organisation_id)
    return run


def _root() -> Path:
    return Path(settings.LISTS)
