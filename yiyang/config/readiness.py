"""`/readyz`: may this process be sent visitors, and if not, what is wrong? Measures only, nobody's data."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.migrations.loader import MigrationLoader

from yiyang.foundation import clock
from yiyang.ground.access.context import EMPTY, acting_as
from yiyang.ground.trust import selectors as trust

QUEUE_SECONDS_MAX = 120
SEAL_SECONDS_MAX = 30
SKEW_SECONDS_MAX = 2
DISK_BYTES_MIN = 500_000_000
FRESH_SECONDS = 1.0  # anybody may ask, so the database is asked at most once a second

_WRITABLE = "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'"
_QUEUE = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(event.at)), 0)
FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= clock_timestamp())
"""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is well, and the figure that says so.

    What `only_warns` says nothing about whether visitors may come: it wants a person, not another machine.
    """

    ok: bool
    figure: float | int | str
    only_warns: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "figure": self.figure}


@dataclass(frozen=True)
class Readiness:
    checks: dict[str, Check]

    @property
    def ready(self) -> bool:
        return all(check.ok or check.only_warns for check in self.checks.values())

    @property
    def warnings(self) -> list[str]:
        return [name for name, check in self.checks.items() if check.only_warns and not check.ok]

    def as_json(self) -> dict[str, Any]:
        checks = {name: check.as_json() for name, check in self.checks.items()}
        return {"ready": self.ready, "warnings": self.warnings, "checks": checks}


def look() -> Readiness:
    """Look at everything once; a database that does not answer is a check that failed, never an exception."""
    checks = {"disk": _disk(), "backup_hours": _backup()}
    try:
        with acting_as(EMPTY.actor), transaction.atomic():
            checks |= {name: check() for name, check in _OF_THE_DATABASE.items()}
    except DatabaseError:
        checks["database"] = Check(ok=False, figure="does not answer")
    finally:
        connections["default"].close()
    return Readiness(checks)


class Watch:
    """The last look, kept for a moment and shared by whoever asks in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Readiness | None = None
        self._until = 0.0

    def now(self) -> Readiness:
        with self._lock:
            if self._last is None or time.monotonic() > self._until:
                self._last = look()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._last


watch = Watch()


def _one(statement: str) -> tuple[Any, ...]:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _database() -> Check:
    writable = bool(_one(_WRITABLE)[0])
    return Check(writable, "writable" if writable else "read only")


def _migrations() -> Check:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    missing = len(_on_disk() - applied)
    return Check(missing == 0, missing)


def _on_disk() -> set[tuple[str, str]]:
    if not _known:
        loader = MigrationLoader(None)
        replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
        _known.update(set(loader.disk_migrations) - replaced)
    return _known


_known: set[tuple[str, str]] = set()


def _queue() -> Check:
    _, age_seconds = _one(_QUEUE)
    return Check(float(age_seconds) <= QUEUE_SECONDS_MAX, round(float(age_seconds), 1))


def _seal() -> Check:
    since = trust.waiting_since()
    seconds = 0.0 if since is None else max(0.0, (clock.now() - since).total_seconds())
    return Check(seconds <= SEAL_SECONDS_MAX, round(seconds, 1))


def _clock() -> Check:
    theirs = _one("SELECT clock_timestamp()")[0]
    skew = abs((theirs - clock.now()).total_seconds())
    return Check(skew <= SKEW_SECONDS_MAX, round(skew, 3))


def _disk() -> Check:
    free = shutil.disk_usage(settings.HOME).free
    return Check(free >= DISK_BYTES_MIN, free)


def _backup() -> Check:
    """How long ago the mark of a backup was touched: by `yiyang backup`, or by whatever else backs this site up."""
    limit = settings.BACKUP_HOURS_MAX
    try:
        age = clock.now().timestamp() - settings.BACKUP_MARK.stat().st_mtime
    except OSError:
        return Check(ok=limit == 0, figure="never", only_warns=True)
    hours = round(max(0.0, age) / 3600, 1)
    return Check(ok=limit == 0 or hours <= limit, figure=hours, only_warns=True)


_OF_THE_DATABASE: dict[str, Callable[[], Check]] = {
    "database": _database,
    "migrations": _migrations,
    "queue_seconds": _queue,
    "unsealed_seconds": _seal,
    "clock_skew_seconds": _clock,
}
