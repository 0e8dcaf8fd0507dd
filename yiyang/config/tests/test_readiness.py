"""How long ago the last backup was, and what that changes: a warning, never the readiness."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from yiyang.config.readiness import Check, Readiness, _backup


@pytest.mark.parametrize(
    ("hours_ago", "limit", "ok", "figure"),
    [(25.9, 26, True, 25.9), (26, 26, True, 26.0), (26.1, 26, False, 26.1), (500, 0, True, 500.0)],
)
def test_the_age_of_the_last_backup(
    tmp_path: Path, settings: Any, now: datetime, hours_ago: float, limit: float, ok: bool, figure: float
) -> None:
    mark = tmp_path / "last-backup"
    mark.touch()
    at = now.timestamp() - hours_ago * 3600
    os.utime(mark, (at, at))
    settings.BACKUP_MARK, settings.BACKUP_HOURS_MAX = mark, limit
    assert _backup() == Check(ok, figure, only_warns=True)


def test_a_site_that_was_never_backed_up_says_so(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_MARK = tmp_path / "nothing"
    assert _backup() == Check(ok=False, figure="never", only_warns=True)
    settings.BACKUP_HOURS_MAX = 0
    assert _backup().ok


def test_a_late_backup_warns_and_takes_nothing_out_of_service() -> None:
    late = Readiness({"disk": Check(True, 1), "backup_hours": Check(False, 99.0, only_warns=True)})
    assert late.ready
    assert late.as_json() == {
        "ready": True,
        "warnings": ["backup_hours"],
        "checks": {"disk": {"ok": True, "figure": 1}, "backup_hours": {"ok": False, "figure": 99.0}},
    }
    assert not Readiness({"disk": Check(False, 1), "backup_hours": Check(True, 1.0, only_warns=True)}).ready
