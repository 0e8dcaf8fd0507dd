"""The embedded server: made once, shared, started again after a crash, stopped after the last lease,
closed to others."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from yiyang.config import embedded
from yiyang.config.embedded import binaries, cluster, supervisor

AS_ROOT = os.geteuid() == 0
HOLDER = """
import sys
from pathlib import Path
from yiyang.config import embedded
with embedded.lease(Path(sys.argv[1]), durable=False):
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh home on a short path that every user may reach."""
    for name in ("PGHOST", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="yiyang-test-"))
    yield folder
    shutil.rmtree(folder)


def lease(home: Path) -> embedded.Lease:
    return embedded.lease(home, durable=False)


def ask(home: Path, statement: str, role: str = "dba", database: str = "yiyang") -> list[tuple[object, ...]]:
    with psycopg.connect(
        host=str(embedded.socket_folder(home)), user=role, dbname=database, autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)


def server_of(home: Path) -> int | None:
    return json.loads((home / "locks/state.json").read_text())["server"]


def answers(home: Path) -> bool:
    try:
        return ask(home, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def nothing_runs_in(home: Path) -> bool:
    return not supervisor._anybody_works_in(home / "database") and not list((home / "run").iterdir())


def holder(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def held(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate("", timeout=30)
    assert process.returncode == 0


def test_the_last_lease_stops_the_server_and_not_the_first(home: Path) -> None:
    with lease(home):
        other = holder(home)
        held(other)
        shared = server_of(home)
    assert answers(home), "the server is still leased by the other program"
    assert server_of(home) == shared
    finish(other)
    until(lambda: nothing_runs_in(home))


def test_a_holder_that_is_killed_gives_its_lease_back(home: Path) -> None:
    process = holder(home)
    held(process)
    assert answers(home)
    process.kill()
    process.communicate()
    until(lambda: nothing_runs_in(home))


def test_simultaneous_starters_make_one_server(home: Path) -> None:
    starters = [holder(home) for _ in range(4)]
    for starter in starters:
        held(starter)
    made = {pid for pid, _ in [supervisor.read_pid_file(home / "database")]}
    assert made == {server_of(home)}
    assert len([line for line in (home / "locks/supervisor.log").read_text().splitlines() if line]) == 0
    for starter in starters:
        finish(starter)
    until(lambda: nothing_runs_in(home))


def test_the_four_roles_have_their_powers_and_no_more(home: Path) -> None:
    with lease(home):
        rows = ask(home, "SELECT rolname, rolsuper, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname !~ '^pg_'")
        assert sorted(rows) == [
            ("dba", True, True, True),
            ("yiyang_app", False, False, False),
            ("yiyang_owner", False, True, False),
            ("yiyang_read", False, False, True),
            ("yiyang_worker", False, False, True),
        ]
        assert ask(home, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'yiyang'") == [
            ("yiyang_owner",)
        ]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(home, "CREATE TABLE mine ()", role="yiyang_app")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            ask(home, "CREATE TABLE mine ()", role="yiyang_read")
        assert ask(home, "SHOW listen_addresses") == [("",)]
        assert ask(home, "SHOW data_checksums") == [("on",)]
        with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf rejects"):
            ask(home, "SELECT 1", role="somebody")


def test_committed_rows_survive_kill_9_and_the_server_comes_back_by_itself(home: Path) -> None:
    with lease(home):
        ask(home, "CREATE TABLE kept (n int)")
        ask(home, "INSERT INTO kept SELECT generate_series(1, 1000)")
        before = server_of(home)
        assert before is not None
        with psycopg.connect(host=str(embedded.socket_folder(home)), user="dba", dbname="yiyang") as unsaved:
            unsaved.execute("INSERT INTO kept VALUES (0)")
            os.kill(before, signal.SIGKILL)
            until(lambda: server_of(home) != before and answers(home))
            with pytest.raises(psycopg.OperationalError):
                unsaved.execute("SELECT 1")
            unsaved.close()
        assert ask(home, "SELECT count(*), min(n) FROM kept") == [(1000, 1)]


def test_a_killed_supervisor_takes_the_server_along_and_a_lease_starts_another(home: Path) -> None:
    with lease(home) as held_lease:
        os.kill(json.loads((home / "locks/state.json").read_text())["supervisor"], signal.SIGKILL)
        until(lambda: nothing_runs_in(home))
        assert not answers(home), "nobody else starts it: this is what ensure() is for"
        held_lease.ensure()
        assert answers(home)


def test_a_pid_file_left_by_a_power_cut_does_not_lie(home: Path) -> None:
    """Its number now belongs to a living stranger; PostgreSQL alone refuses to start over it, we look
    again."""
    with lease(home):
        file = home / "database/postmaster.pid"
        left = file.read_text().splitlines()
    place = embedded.Place(home)
    stranger = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, **place.drops)  # type: ignore[call-overload]
    try:
        file.write_text("\n".join([str(stranger.pid), *left[1:]]) + "\n")
        os.chown(file, place.user.pw_uid, place.user.pw_gid)
        alone = subprocess.run(
            [binaries.find(place).program("postgres"), "-D", str(place.data)],
            capture_output=True,
            text=True,
            check=False,
            env=cluster.environment(),
            timeout=30,
            **place.drops,  # type: ignore[call-overload]
        )
        assert "lock file" in alone.stderr, "the control: without our look it does not start"
        with lease(home):
            assert answers(home)
    finally:
        stranger.communicate(timeout=30)


def test_an_interrupted_first_start_is_begun_afresh(home: Path) -> None:
    (home / "database.tmp").mkdir()
    (home / "database.tmp" / "PG_VERSION").write_text("18\n")
    with lease(home):
        assert answers(home)
    assert not (home / "database.tmp").exists()


def test_a_cluster_of_another_release_is_refused_in_words_and_left_alone(home: Path) -> None:
    with lease(home):
        pass
    version = home / "database/PG_VERSION"
    made_by = version.read_text()
    version.write_text("9\n")
    with pytest.raises(embedded.CannotStart, match=r"made by PostgreSQL 9.*yiyang backup"):
        lease(home)
    version.write_text(made_by)
    with lease(home):
        assert answers(home)


def test_a_folder_with_something_else_in_it_is_refused(home: Path) -> None:
    (home / "database").mkdir()
    (home / "database" / "letter.txt").write_text("mine")
    with pytest.raises(embedded.CannotStart, match="neither empty nor a PostgreSQL cluster"):
        lease(home)
    assert (home / "database" / "letter.txt").read_text() == "mine"


def test_everything_is_closed_and_no_parent_is_opened(home: Path) -> None:
    site = home / "site"
    before = {folder: folder.stat().st_mode for folder in (home, *home.parents)}
    if AS_ROOT:
        home.chmod(0o711)
        before[home] = home.stat().st_mode
    with lease(site):
        assert answers(site)
        assert {folder: folder.stat().st_mode for folder in before} == before
        assert stat.S_IMODE(site.stat().st_mode) == (0o710 if AS_ROOT else 0o700)
        for name in ("database", "run", "locks"):
            assert stat.S_IMODE((site / name).stat().st_mode) == 0o700, name


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as another user")
def test_as_root_the_server_runs_as_its_own_user_or_says_what_keeps_it_out(home: Path) -> None:
    with lease(home):
        pid = server_of(home)
        owner = Path(f"/proc/{pid}").stat().st_uid
        assert pwd.getpwuid(owner).pw_name == "yiyang-db"
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(embedded.CannotStart, match=f"may not enter {closed}"):
        lease(closed / "site")


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    site = home / ("long" * 25)
    if AS_ROOT:
        home.chmod(0o711)
    with lease(site):
        folder = embedded.socket_folder(site)
        assert folder.parent == Path("/tmp")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert answers(site)
    assert not folder.exists()
