"""A home of its own for every test run, and a server of its own unless DATABASE_URL names one.

Loaded by `-p` before the settings are, so that no test can reach the home of a real installation. All workers of a
parallel run share the home and its server; the first process to come makes it and the last to go removes it.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yiyang.config import embedded

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
IS_EMBEDDED = not os.environ.get("DATABASE_URL")
HOME = Path(os.environ["YIYANG_HOME"] if IS_WORKER else tempfile.mkdtemp(prefix="yiyang-tests-"))

(HOME / "static").mkdir(exist_ok=True)  # nothing is collected for tests, and whitenoise warns of a missing folder
os.environ["YIYANG_HOME"] = str(HOME)
os.environ.setdefault("YIYANG_POOL", "0")
if not IS_WORKER:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to stop, we tidy up like on Ctrl-C
if IS_EMBEDDED:
    for name in ("DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """A running PostgreSQL: our own, for this run only, or the one that DATABASE_URL names."""
    if not IS_EMBEDDED:
        yield
        return
    with embedded.lease(HOME, durable=False):
        yield


def pytest_unconfigure() -> None:
    if not IS_WORKER:
        embedded.wait_until_stopped(HOME)
        shutil.rmtree(HOME, ignore_errors=True)
