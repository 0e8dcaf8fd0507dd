"""`yiyang serve`: news reach the right page, connections stay few, what is killed comes back, nothing is left over."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction

from yiyang.config import embedded
from yiyang.config.demo import cast
from yiyang.config.embedded.supervisor import read_pid_file
from yiyang.config.tests.conftest import VARIABLES
from yiyang.doors.web import stream
from yiyang.ground.access.postgres.address import address_of
from yiyang.ground.people.models import Account

Result = TypeVar("Result")


def apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` in a loop and thread of its own: a browser at work keeps this thread's loop for itself."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass
class Site:
    """A running `yiyang serve`."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def children(self) -> set[int]:
        """Every process that the site started, by the name it gives its children."""
        found = set()
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and self.url.encode() in (process / "environ").read_bytes():
                    found.add(int(process.name))
            except OSError:
                continue
        return found - {self.process.pid}

    def commands(self) -> dict[int, str]:
        return {pid: Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in self.children()}

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


def until(condition: Callable[[], bool], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(surroundings: dict[str, str], tmp: Path, *options: str, **environment: str) -> Iterator[Site]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = tmp / "serve.log"
    command = [sys.executable, "-m", "yiyang.config.main", "serve", "--port", str(port), *options]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            env={**surroundings, "YIYANG_POOL": "1", "YIYANG_URL": url, **environment},
            stdout=output,
            stderr=output,
            text=True,
        )
    site = Site(process, url, log)
    try:
        until(lambda: process.poll() is not None or site.answers())
        assert process.poll() is None, log.read_text()
        yield site
    finally:
        process.terminate()
        process.wait(30)
        until(lambda: not site.children(), 20)


def signed_in(name: str) -> dict[str, str]:
    """The cookie of a session of a member of the cast."""
    with transaction.atomic(using="worker"):
        account = Account.objects.using("worker").get(person_id=cast.key(name))
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    with transaction.atomic():
        session.save()
    assert session.session_key
    return {"sessionid": session.session_key}


def notify(channel: str, payload: object) -> None:
    with psycopg.connect(**address_of("worker"), autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", [channel, str(payload)])


def end_the_listener() -> None:
    """Break the connection on which the site listens, as a restart of the database would."""
    with psycopg.connect(**address_of("default"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND query LIKE 'LISTEN%'"
        )


def web_connections() -> int:
    with psycopg.connect(**address_of("owner"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s",
            [connections["default"].settings_dict["USER"]],
        ).fetchone()
    assert row is not None
    count: int = row[0]
    return count


async def heard(lines: AsyncIterator[str], wanted: str) -> list[str]:
    """The events of a stream up to the first that is `wanted`."""
    events: list[str] = []
    async with asyncio.timeout(30):
        while wanted not in events:
            line = await anext(lines)
            if line.startswith("event: "):
                events.append(line.removeprefix("event: "))
    return events


async def open_streams(
    site: Site, cookies: dict[str, str], count: int, stack: AsyncExitStack
) -> list[AsyncIterator[str]]:
    opened = []
    for _ in range(count):
        client = await stack.enter_async_context(httpx.AsyncClient(cookies=cookies, timeout=60))
        answer = await stack.enter_async_context(client.stream("GET", f"{site.url}/events"))
        assert answer.headers["content-type"] == "text/event-stream"
        opened.append(answer.aiter_lines())
    return opened


def test_news_reach_whom_they_are_for_and_the_stop_leaves_nothing(surroundings: dict[str, str], tmp_path: Path) -> None:
    cookies = {name: signed_in(name) for name in ("limin", "chen")}

    async def read(site: Site) -> None:
        async with AsyncExitStack() as stack:
            stranger = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
            assert (await stranger.get(f"{site.url}/events")).status_code == 401
            limin, again = await open_streams(site, cookies["limin"], 2, stack)
            assert await heard(limin, "resync") == ["resync"], "she may have missed something before we listened"
            assert await heard(again, "resync") == ["resync"]
            before = web_connections()
            (chen,) = await open_streams(site, cookies["chen"], 1, stack)
            assert await heard(chen, "resync") == ["resync"]
            notify("inbox", cast.key("limin"))
            assert await heard(limin, "inbox") == ["inbox"]
            assert await heard(again, "inbox") == ["inbox"]
            assert web_connections() <= before, "another stream is not another connection"
            end_the_listener()
            assert await heard(limin, "resync") == ["resync"], "what came during the break may be lost"
            assert await heard(chen, "resync") == ["resync"], "and what was for Li Min never reached nurse Chen"
            notify("inbox", cast.key("chen"))
            assert await heard(chen, "inbox") == ["inbox"]
            full = await open_streams(site, cookies["chen"], stream.STREAMS_PER_PERSON_MAX - 1, stack)
            one_more = await stack.enter_async_context(httpx.AsyncClient(cookies=cookies["chen"], timeout=30))
            assert (await one_more.get(f"{site.url}/events")).status_code == 503, "there is a written limit"
            site.process.terminate()
            async with asyncio.timeout(20):  # every stream ends by itself, before the server would cut it
                for lines in (limin, again, chen, *full):
                    async for _ in lines:
                        pass

    with serving(surroundings, tmp_path, "--processes", "1") as site:
        apart(read(site))
        site.process.wait(30)
        until(lambda: site.children() == set(), 10)
    assert "Traceback" not in site.log.read_text()


def test_ready_says_what_is_wrong(surroundings: dict[str, str], tmp_path: Path) -> None:
    with serving(surroundings, tmp_path, "--web-only", "--processes", "1") as site:
        answer = httpx.get(f"{site.url}/readyz", timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.json()["ready"] is True
        assert set(answer.json()["checks"]) >= {"database", "migrations", "queue_seconds", "clock_skew_seconds", "disk"}
        assert answer.json()["warnings"] == ["backup_hours"], "never backed up: a warning, and ready all the same"
        assert answer.json()["checks"]["backup_hours"] == {"ok": False, "figure": "never"}
        with psycopg.connect(**address_of("owner"), autocommit=True) as owner:
            owner.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        until(lambda: httpx.get(f"{site.url}/readyz", timeout=30).status_code == 503)
        checks = httpx.get(f"{site.url}/readyz", timeout=30).json()["checks"]
        assert checks["migrations"] == {"ok": False, "figure": 1}
        assert httpx.get(f"{site.url}/healthz", timeout=30).status_code == 200, "the process itself is alive"


def most_connections(site: Site, requests: int) -> tuple[int, set[int]]:
    """Ask for a page that reads the database, all at once; the most connections seen, and the statuses."""

    async def ask() -> tuple[int, set[int]]:
        limits = httpx.Limits(max_connections=requests)
        seen = 0
        async with httpx.AsyncClient(limits=limits, timeout=120) as client:
            answers = [asyncio.create_task(client.get(f"{site.url}/account/login/")) for _ in range(requests)]
            while not all(answer.done() for answer in answers):
                seen = max(seen, await asyncio.to_thread(web_connections))
                await asyncio.sleep(0.02)
        return seen, {answer.result().status_code for answer in answers}

    return apart(ask())


def test_six_hundred_requests_at_once_do_not_become_six_hundred_connections(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    with serving(surroundings, tmp_path, "--web-only") as site:
        seen, statuses = most_connections(site, 600)
        assert statuses == {200}
        assert 0 < seen <= 2 * 8
    with serving(surroundings, tmp_path, "--web-only", YIYANG_POOL="0", YIYANG_THREADS="30") as site:
        seen, _ = most_connections(site, 120)
        assert seen > 2 * 8, "the control: without pool and with more threads there are more"


def test_what_is_killed_comes_back(surroundings: dict[str, str], tmp_path: Path) -> None:
    with serving(surroundings, tmp_path, "--processes", "1") as site:
        for part in ("granian", "config.main worker"):
            until(lambda part=part: any(part in command for command in site.commands().values()))
            killed = {pid for pid, command in site.commands().items() if part in command}
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            until(
                lambda part=part, killed=killed: any(
                    part in command and pid not in killed for pid, command in site.commands().items()
                )
            )
        until(site.answers)


def supervisor_of(folder: Path) -> int | None:
    try:
        found: int = json.loads((folder / "locks/state.json").read_text())["supervisor"]
    except FileNotFoundError:  # another is just being started
        return None
    return found


def test_a_killed_database_comes_back_under_a_running_site(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="yiyang-test-"))
    kept = {name: text for name, text in os.environ.items() if name not in VARIABLES.values()}
    try:
        with serving({**kept, "YIYANG_HOME": str(folder)}, tmp_path, "--processes", "1") as site:
            until(lambda: httpx.get(f"{site.url}/readyz", timeout=30).status_code == 200)
            pid, _ = read_pid_file(folder / "database")
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            until(lambda: read_pid_file(folder / "database")[0] not in (pid, None))
            until(lambda: httpx.get(f"{site.url}/readyz", timeout=30).status_code == 200)
            assert httpx.get(f"{site.url}/account/login/", timeout=30).status_code == 200
            supervisor = supervisor_of(folder)
            assert supervisor is not None
            os.kill(supervisor, signal.SIGKILL)
            until(lambda: supervisor_of(folder) not in (supervisor, None))
            until(lambda: httpx.get(f"{site.url}/readyz", timeout=30).status_code == 200)
        embedded.wait_until_stopped(folder)
    finally:
        shutil.rmtree(folder)


def test_a_killed_site_leaves_no_process(surroundings: dict[str, str], tmp_path: Path) -> None:
    with serving(surroundings, tmp_path) as site:
        site.process.kill()
        site.process.wait()
        until(lambda: not site.children(), 30)
