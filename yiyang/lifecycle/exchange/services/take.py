"""Read a list and take it in, line by line, each in a savepoint of its own: what is refused is undone and told."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.exchange.errors import LineTwice, NotATable
from yiyang.lifecycle.exchange.kinds import Kind, kind_of
from yiyang.lifecycle.exchange.reading.files import lines_of
from yiyang.lifecycle.exchange.reading.headers import ReadLine, read_lines
from yiyang.lifecycle.exchange.report import Report

BATCH = 200
Tell = Callable[[Report], bool]  # told after every batch; answers whether to go on


class _Undo(Exception):
    """Leave a transaction without what was done in it. Never leaves this module."""


@dataclass(frozen=True)
class How:
    """`check` writes nothing at all. `all_or_nothing` takes every line or none."""

    check: bool = False
    all_or_nothing: bool = False


def take_table(
    file: Path | bytes, *, kind: str, by: Actor, now: datetime, how: How | None = None, tell: Tell | None = None
) -> Report:
    """Take in a CSV or Excel list through the rooms' own services. Taking it again changes nothing.

    A checked list went through the very same services, and all of it was undone. The caller has set the row context;
    every batch is a transaction of its own unless all or nothing was asked for. Raises NotATable and its kinds for
    what is no such list, and what access refuses; what is wrong in a line is in the report.
    """
    found, asked = kind_of(kind), how or How()
    with transaction.atomic():
        access.require(by, found.take_action, now=now, organisation_id=by.organisation_id)
    report = Report()
    header, lines = read_lines(lines_of(file), found.columns)
    report.ignored = header.unknown
    work = _Work(found, by, now, asked, report, tell)
    with _whole(asked, report):
        work.through(lines)
    if not asked.check and not report.undone:
        counts = {name: report.counts[name] for name in ("created", "updated", "unchanged", "refused")}
        with transaction.atomic():
            trust.record("table.taken", by=by, now=now, payload={"kind": kind, "lines": report.lines, **counts})
    return report


@contextmanager
def _whole(how: How, report: Report) -> Iterator[None]:
    """For all or nothing one transaction around everything, undone when a line was refused or somebody cancelled."""
    if how.check or not how.all_or_nothing:
        yield
        return
    try:
        with transaction.atomic():
            yield
            if report.refused or report.cancelled:
                raise _Undo
    except _Undo:
        report.undone = True


@dataclass
class _Work:
    kind: Kind
    by: Actor
    now: datetime
    how: How
    report: Report
    tell: Tell | None

    def through(self, lines: Iterator[ReadLine]) -> None:
        seen: dict[Hashable, int] = {}
        while batch := list(islice(lines, BATCH)):
            try:
                with transaction.atomic():
                    self._batch(batch, seen)
                    if self.how.check:
                        raise _Undo
            except _Undo:
                pass
            if self.tell is not None and not self.tell(self.report):
                self.report.cancelled = True
                return

    def _batch(self, batch: list[ReadLine], seen: dict[Hashable, int]) -> None:
        taker = self.kind.taker(self.by, self.now)
        for line in batch:
            self.report.lines += 1
            for fault in line.faults:
                self.report.note(line.number, fault.field or "", fault)
            if line.faults:
                self.report.counts["refused"] += 1
                continue
            try:
                with transaction.atomic():
                    self._not_twice(line, seen)
                    outcome = taker(line.values)
            except NotATable:
                raise
            except Refused as refusal:
                self.report.counts["refused"] += 1
                self.report.note(line.number, self.kind.column_of(refusal.field), refusal)
            else:
                self.report.counts[outcome] += 1

    def _not_twice(self, line: ReadLine, seen: dict[Hashable, int]) -> None:
        key = self.kind.key(line.values)
        first = seen.setdefault(key, line.number) if key is not None else line.number
        if first != line.number:
            raise LineTwice(field=self.kind.columns[0].code, first=first)
