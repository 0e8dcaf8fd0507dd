"""A site goes into one file and comes out whole elsewhere, keys included; a standing site is never overwritten."""

from __future__ import annotations

import json
import os
import stat
import tarfile
from pathlib import Path

from yiyang.config.tests.conftest import VARIABLES, Yiyang


def home(folder: Path, name: str) -> dict[str, str]:
    """The environment of an embedded site of its own."""
    kept = {key: value for key, value in os.environ.items() if key not in VARIABLES.values()}
    return {**kept, "YIYANG_HOME": str(folder / name)}


def test_a_site_comes_back_whole_and_only_where_none_stands(yiyang: Yiyang, folder: Path) -> None:
    first, second = home(folder, "first"), home(folder, "second")
    made = yiyang("init", "--name", "孙立", "--username", "sun", "--json", env=first)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["username"] == "sun"
    again = yiyang("init", "--name", "钱多", "--username", "qian", "--json", env=first)
    assert again.returncode == 1
    assert "already has its operator" in json.loads(again.stdout)["error"]

    file = folder / "site.tar"
    written = yiyang("backup", str(file), "--json", env=first)
    assert written.returncode == 0, written.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(written.stdout)["rows"]["people_person"] == 1
    assert (folder / "first/last-backup").exists(), "the mark that /readyz looks at"
    assert yiyang("backup", str(file), env=first).returncode == 1, "a backup never overwrites another"

    refused = yiyang("restore", str(file), env=first)
    assert refused.returncode == 1
    assert "holds a site already" in refused.stderr

    restored = yiyang("restore", str(file), "--json", env=second)
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"] == json.loads(written.stdout)["rows"]
    assert json.loads(restored.stdout)["entries"] >= 1
    for key in (folder / "first/secrets").iterdir():
        assert (folder / "second/secrets" / key.name).read_text() == key.read_text(), key.name
    assert stat.S_IMODE((folder / "second/secrets").stat().st_mode) == 0o700
    assert json.loads(yiyang("trust", "verify", "--json", env=second).stdout)["ok"] is True
    assert yiyang("init", "--name", "钱多", "--username", "qian", env=second).returncode == 1, "its operator came along"


def test_a_failed_restore_leaves_nothing(yiyang: Yiyang, folder: Path) -> None:
    stray = folder / "holiday.tar"
    with tarfile.open(stray, "w") as archive:
        archive.add(__file__, "holiday.py")
    done = yiyang("restore", str(stray), env=home(folder, "third"))
    assert done.returncode == 1
    assert "not a backup" in done.stderr
    assert not (folder / "third/database").exists()
