"""The console: help without a database, one JSON object at the end, failures in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yiyang.config.commands import COMMANDS
from yiyang.config.tests.conftest import Yiyang

NOWHERE = {"YIYANG_HOME": "/nonexistent/yiyang", "DATABASE_URL": ""}


def test_the_list_of_commands_needs_neither_django_nor_home() -> None:
    look = (
        "import sys; sys.argv = ['yiyang', '--help']\n"
        "from yiyang.config import main\n"
        "try: main.main()\n"
        "finally: print('django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, env={**os.environ, **NOWHERE}
    )
    assert done.stdout.splitlines()[-1] == "False"
    for entry in COMMANDS:
        assert entry.name.split()[0] in done.stdout


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_every_command_explains_itself_without_a_home(yiyang: Yiyang, name: str) -> None:
    done = yiyang(*name.split(), "--help", env={**os.environ, **NOWHERE})
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout
    assert not Path("/nonexistent").exists()


def test_json_is_one_object_on_the_last_line(yiyang: Yiyang, surroundings: dict[str, str]) -> None:
    done = yiyang("trust", "verify", "--json", env=surroundings)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert json.loads(done.stdout)["ok"] is True


def test_a_failure_is_a_sentence_and_asked_for_json_an_object(yiyang: Yiyang, surroundings: dict[str, str]) -> None:
    surroundings["DATABASE_OWNER_URL"] += " port=1"
    done = yiyang("migrate", "--json", env=surroundings)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["error"].startswith("The database does not answer")


def test_migrations_run_once_and_only_where_the_owner_is_known(yiyang: Yiyang, surroundings: dict[str, str]) -> None:
    assert json.loads(yiyang("migrate", "--json", env=surroundings).stdout) == {"applied": []}
    del surroundings["DATABASE_OWNER_URL"]
    done = yiyang("migrate", env=surroundings)
    assert done.returncode == 1
    assert "DATABASE_OWNER_URL" in done.stderr
    assert yiyang("trust", "verify", env=surroundings).returncode == 0, "a site that only serves needs no owner"
