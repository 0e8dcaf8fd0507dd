"""Somebody asks to be forgotten: they get their data, then every room forgets them, and the log still holds."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from django.db import connections, transaction

from yiyang.config.demo import cast
from yiyang.config.tests.conftest import Yiyang


def name_of_guifang() -> str:
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute("SELECT name FROM people_person WHERE id = %s", [cast.key("guifang")])
        name: str = cursor.fetchone()[0]
        return name


def test_a_person_gets_their_data_and_is_forgotten(
    yiyang: Yiyang, surroundings: dict[str, str], tmp_path: Path
) -> None:
    guifang, file = str(cast.key("guifang")), tmp_path / "guifang.json"
    kept = yiyang("erase", guifang, "--export", str(file), "--export-only", "--json", env=surroundings)
    assert kept.returncode == 0, kept.stderr
    assert json.loads(kept.stdout) == {"erased": False, "export": str(file)}
    assert "王桂芳" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert name_of_guifang() == "王桂芳"

    gone = yiyang("erase", guifang, "--yes", "--json", env=surroundings)
    assert gone.returncode == 0, gone.stderr
    assert name_of_guifang() == ""
    assert json.loads(yiyang("trust", "verify", "--json", env=surroundings).stdout)["ok"] is True


def test_nobody_is_forgotten_without_being_asked_for_or_known(yiyang: Yiyang, surroundings: dict[str, str]) -> None:
    unasked = yiyang("erase", str(cast.key("guifang")), env=surroundings)
    assert unasked.returncode == 130
    assert name_of_guifang() == "王桂芳"
    unknown = yiyang("erase", "00000000-0000-7000-8000-000000000000", "--yes", "--json", env=surroundings)
    assert unknown.returncode == 1
    assert "error" in json.loads(unknown.stdout)
