"""`yiyang serve`: the web and a worker beside it, each started again whenever it ends, all gone when it is stopped."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

import click
import psycopg

from yiyang.config import site
from yiyang.config.embedded import CannotStart, Lease
from yiyang.config.lifeline import lifeline

STOP_SECONDS_MAX = 12
ANSWER_SECONDS_MAX = 120
RESTART_SECONDS_MAX = 10.0
LOOK_SECONDS = 0.2
STEADY_SECONDS = 30


@dataclass
class Child:
    """One program beside us, with everything it starts in a group of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        """Start it when it is not running, later each time it ends quickly; sweep up what it left in its group."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.sweep()
            self.process = None
            steady = now - self.started > STEADY_SECONDS
            self.pause = 0.2 if steady or not self.pause else min(self.pause * 2, RESTART_SECONDS_MAX)
            self.due = now + self.pause
            site.say(f"The {self.name} ended; it is started again.")
        if now >= self.due:
            self.started = now
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=lifeline(signal.SIGTERM),  # noqa: PLW1509 – we run no threads
            )

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end, and force it when time is up."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        self.sweep()
        self.process.wait()

    def sweep(self) -> None:
        """End whatever still runs in its group: a killed main process leaves its workers on the port."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Stopped(Exception):
    """Somebody asked us to stop."""


def web(host: str, port: int, processes: int, environment: dict[str, str]) -> Child:
    """The web server. Backpressure counts idle connections too, so its limit is far above what is worked on at once."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", host, "--port", str(port)]
    command += ["--workers", str(processes), "--http", "1", "--no-ws", "--backlog", "4096", "--backpressure", "4096"]
    command += ["--workers-kill-timeout", "5s", "--respawn-failed-workers", "--log-level", "warning"]
    if os.environ.get("YIYANG_ACCESS_LOG"):
        # Neither the caller's address nor the query: what is asked for may name a person.
        command += ["--access-log", "--access-log-fmt", "%(time)s %(method)s %(path)s %(status)d %(dt_ms).1f ms"]
    return Child("web server", [*command, "yiyang.config.asgi:application"], environment)


def background(environment: dict[str, str]) -> Child:
    return Child("worker", [sys.executable, "-m", "yiyang.config.main", "worker"], environment)


@contextmanager
def children(chosen: list[Child], instance: str) -> Iterator[Callable[[], None]]:
    """Keep children running; the body calls what it is given again and again. At the end none is left."""

    def look() -> None:
        for child in chosen:
            child.look()

    try:
        yield look
    finally:
        _say_farewell(instance)
        until = time.monotonic() + STOP_SECONDS_MAX
        for child in chosen:
            child.ask_to_stop()
        for child in chosen:
            child.wait(until)


def keep(chosen: list[Child], lease: Lease | None, instance: str, ready: Callable[[], None] = lambda: None) -> None:
    """Run children until SIGTERM or Ctrl-C, and our own database with them."""
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with children(chosen, instance) as look:
            look()
            ready()
            while True:
                look()
                if lease is not None:
                    lease.ensure()
                time.sleep(LOOK_SECONDS)
    except Stopped:
        site.say("Stopped.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_until_answering(url: str, look: Callable[[], None]) -> None:
    """Return when the site answers; raises CannotStart when it does not in time."""
    deadline = time.monotonic() + ANSWER_SECONDS_MAX
    while time.monotonic() < deadline:
        look()
        with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 – our own address
            return
        time.sleep(LOOK_SECONDS)
    raise CannotStart(f"{url} did not answer within {ANSWER_SECONDS_MAX} seconds.")


def surroundings(instance: str) -> dict[str, str]:
    """The environment of our children: ours, and the name by which their streams know that we are leaving."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "yiyang.config.settings", "YIYANG_INSTANCE": instance}


def new_instance() -> str:
    return secrets.token_hex(8)


def _say_farewell(instance: str) -> None:
    """End the streams first; otherwise the web server would wait for them."""
    from yiyang.ground.access.postgres.address import address_of

    with (
        suppress(psycopg.Error),
        psycopg.connect(**address_of("default"), autocommit=True, connect_timeout=2) as connection,
    ):
        connection.execute("SELECT pg_notify('farewell', %s)", [instance])


def _stop(_signal: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # a second one must not interrupt the tidying up
    raise Stopped


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--web-only", is_flag=True, help="No worker beside it: a larger site runs `yiyang worker` elsewhere.")
def serve(host: str, port: int, processes: int, web_only: bool) -> None:
    """Serve pages, live news and jobs until Ctrl-C or SIGTERM."""
    if os.geteuid() == 0:
        site.say("Serving as root. A real site has a user of its own: see docs/howto/install.md.")
    instance = new_instance()
    environment = surroundings(instance)
    with site.opened() as lease:
        site.close_connections()
        chosen = [web(host, port, processes, environment)]
        if not web_only:
            chosen.append(background(environment))
        keep(chosen, lease, instance, lambda: site.say(f"Yiyang is at http://{host}:{port}/"))
