"""What tests of commands need: an environment in which a program of its own finds the test's database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from yiyang.config import embedded

VARIABLES = {
    "default": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "worker": "DATABASE_WORKER_URL",
    "read": "DATABASE_READ_URL",
}
Yiyang = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that the database's own user may pass."""
    made = Path(tempfile.mkdtemp(prefix="yiyang-test-"))
    made.chmod(0o711)
    yield made
    for site in made.iterdir():
        embedded.wait_until_stopped(site)
    shutil.rmtree(made)


@pytest.fixture
def surroundings(committed: str) -> dict[str, str]:
    """The environment of a program that works on this test's own database."""
    found = dict(os.environ)
    for alias, variable in VARIABLES.items():
        settings = connections[alias].settings_dict
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        found[variable] = make_conninfo(**{name: settings[key] for name, key in names.items() if settings[key]})
    return found


@pytest.fixture
def yiyang() -> Yiyang:
    """Run `yiyang …` as a program of its own."""

    def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yiyang.config.main", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=env)

    return run
