"""`kill -9` at random points: every acknowledged command is there exactly once.

A whole site runs in a throw-away home with its own durable database. Patients book and pay over HTTP with the pages'
own forms, each repeating a request with the same key until it is answered, and some answers are thrown away as a cut
line would. Meanwhile web, worker and database processes are killed, seeded: the next one whenever so many requests
were answered, so that the kills fall into the work however fast the machine is.
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from yiyang.config import embedded
from yiyang.config.embedded.binaries import tool
from yiyang.ground.access.postgres.address import address_of

ROOT = Path(__file__).parents[2]
SEED = 20261121
CLIENTS = 6
PATIENCE_SECONDS = 240
CUT = 0.15  # share of answers that are thrown away
PARTS = ("web", "worker", "server", "backend")
SLOT = re.compile(r'name="slot_id"[^>]*value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})"[^>]*name="slot_id"')

pytestmark = pytest.mark.browser  # programs of their own, real sockets, real time


@dataclass
class House:
    """The throw-away home and the environment of every program in it."""

    home: Path
    url: str
    environment: dict[str, str]

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command], env=self.environment, cwd=ROOT, capture_output=True, text=True,
            check=False, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip().splitlines()[-1]


@dataclass
class Acknowledged:
    """What somebody was told, and how often something went wrong on the way."""

    orders: list[dict[str, str]] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    unanswered: int = 0
    thrown_away: int = 0
    refused: int = 0
    longest_seconds: float = 0.0
    answered: int = 0


@contextmanager
def house() -> Iterator[House]:
    """A home whose durable database starts as a copy of the test's, and stays up between the programs."""
    home = Path(tempfile.mkdtemp(prefix="yiyang-kill-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "YIYANG_"))}
    environment |= {"YIYANG_HOME": str(home), "YIYANG_URL": url, "YIYANG_POOL": "1", "YIYANG_CHANNELS": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "yiyang.config.settings", "PYTHONPATH": str(ROOT)}
    try:
        with embedded.lease(home):
            _copy_database(home, environment)
            yield House(home, url, environment)
    finally:
        embedded.wait_until_stopped(home)
        shutil.rmtree(home, ignore_errors=True)


def _copy_database(home: Path, environment: dict[str, str]) -> None:
    """Migrating takes longer than everything else here together, so what the test run has migrated is carried over."""
    address = {name: str(value) for name, value in address_of("owner").items()}
    there = {"PGHOST": str(embedded.socket_folder(home)), "PGUSER": "yiyang_owner", "PGDATABASE": "yiyang"}
    given = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    here = {variable: address[name] for name, variable in given.items() if name in address}
    dump = str(home / "start.dump")
    for program, address_, options in (
        ("pg_dump", here, ["--format=custom", "--no-owner", f"--file={dump}"]),
        ("pg_restore", there, ["--exit-on-error", "--single-transaction", "--no-owner", "--dbname=yiyang", dump]),
    ):
        done = subprocess.run(
            [tool(program), *options], env=environment | address_, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def serving(where: House) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "yiyang.config.main", "serve", "--processes", "1"]
    command += ["--port", where.url.rpartition(":")[2]]
    with (where.home / "serve.log").open("ab") as log:
        process = subprocess.Popen(command, env=where.environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        _until(lambda: _answers(where.url))
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{url}/healthz", timeout=5).status_code == 200
    return False


def _until(condition: Any, seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.1)


class Patient:
    """One patient's browser: books one number and pays it; with `fresh` keys a repetition is a new wish."""

    def __init__(self, where: House, world: dict[str, Any], said: Acknowledged, dice: random.Random, *, fresh: bool):
        self.where, self.world, self.said, self.dice, self.fresh = where, world, said, dice, fresh

    def book_and_pay(self, person: str) -> None:
        token, self.answers_cut = secrets.token_hex(16), 0
        cookies = {"sessionid": self.world["sessions"][person], "csrftoken": token}
        with httpx.Client(base_url=self.where.url, cookies=cookies, timeout=20) as self.browser:
            self.form = {"csrfmiddlewaretoken": token}
            order, key = self._book()
            self.said.orders.append({"order": order, "person": person, "key": key})
            started = self._send("POST", f"/appointment/{order}/pay", provider="simulator")
            company = started.headers["location"]
            self._send("GET", company)
            assert self._send("POST", company.partition("?")[0], answer="pay").status_code == 302
            self.said.paid.append(order)

    def _book(self) -> tuple[str, str]:
        choose = f"/appointment/choose/{self.world['service']}"
        while True:
            page = self._send("GET", f"{choose}?day={self.dice.choice(self.world['days'])}")
            slots = ["".join(found) for found in SLOT.findall(page.text)]
            if not slots:
                continue
            answer = self._send("POST", choose, slot_id=self.dice.choice(slots))
            if answer.status_code == 302:
                return answer.headers["location"].split("/")[2], self.form["request_key"]
            assert answer.status_code in (409, 422), answer.status_code
            self.said.refused += 1  # somebody was faster

    def _send(self, method: str, path: str, **sent: str) -> httpx.Response:
        """Ask until there is an answer; the key stays the same, as the browser's form does."""
        self.form["request_key"], began = secrets.token_hex(12), time.monotonic()
        cut = method == "POST" and (self.answers_cut == 0 if self.fresh else self.dice.random() < CUT)
        while True:
            assert time.monotonic() - began < PATIENCE_SECONDS, f"no answer: {method} {path}"
            try:
                answer = self.browser.request(method, path, data={**self.form, **sent} if method == "POST" else None)
                self.said.answered += answer.status_code < 500
            except httpx.TransportError:
                answer = None
            if answer is None or answer.status_code >= 500:
                self.said.unanswered += 1
                time.sleep(0.1)
            elif cut and answer.status_code == 302:  # it was done, and nobody heard of it
                self.said.thrown_away += 1
                self.answers_cut += 1
                cut = False
            else:
                self.said.longest_seconds = max(self.said.longest_seconds, time.monotonic() - began)
                return answer
            if self.fresh:
                self.form["request_key"] = secrets.token_hex(12)


class Killer(threading.Thread):
    """Kills a seeded choice of the site's processes, again and again, only ours and by number."""

    def __init__(self, where: House, kills: int, every: int, said: Acknowledged) -> None:
        super().__init__(daemon=True)
        self.where, self.kills, self.every, self.said = where, kills, every, said
        self.dice = random.Random(SEED)
        self.done: dict[str, int] = dict.fromkeys(PARTS, 0)
        self.enough = threading.Event()

    def run(self) -> None:
        # Every part has its turn, in a seeded order; what is not there at the moment is waited for.
        order = [PARTS[turn % len(PARTS)] for turn in range(self.kills)]
        self.dice.shuffle(order)
        due = 0
        for part in order:
            due += self.dice.randint(self.every // 2, self.every)
            while self.said.answered < due:
                if self.enough.wait(0.005):
                    return
            while not self.enough.is_set() and not self._kill(part):
                time.sleep(0.02)

    def _kill(self, part: str) -> bool:
        found = self._processes(part)
        if not found:
            return False
        try:
            os.kill(self.dice.choice(sorted(found)), signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.done[part] += 1
        return True

    def _processes(self, part: str) -> set[int]:
        if part in ("server", "backend"):
            with suppress(OSError, json.JSONDecodeError):
                server = json.loads((self.where.home / "locks" / "state.json").read_text())["server"]
                children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
                return {server} if part == "server" else {int(pid) for pid in children}
            return set()
        mark, found = f"YIYANG_HOME={self.where.home}".encode(), set()
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and mark in (process / "environ").read_bytes().split(b"\0"):
                    words = (process / "cmdline").read_bytes()
                    if (b"granian" if part == "web" else b"main\0worker") in words:
                        found.add(int(process.name))
        return found


def rush(where: House, world: dict[str, Any], kills: int = 0, *, fresh: bool = False) -> tuple[Acknowledged, Killer]:
    """Everybody books and pays, at least five requests each, while `kills` fall; what they were told, what was killed."""
    said, waiting, faults = Acknowledged(), list(world["sessions"]), []
    killer = Killer(where, kills, 5 * len(waiting) // (kills or 1), said)

    def client(number: int) -> None:
        patient = Patient(where, world, said, random.Random(SEED + number), fresh=fresh)
        while waiting and not faults:
            try:
                patient.book_and_pay(waiting.pop())
            except IndexError:
                return
            except Exception as fault:  # noqa: BLE001 – a thread's fault belongs to the test
                faults.append(fault)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in (killer, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    killer.enough.set()
    killer.join()
    if faults:
        raise faults[0]
    return said, killer


def told(where: House, said: Acknowledged, killer: Killer) -> dict[str, Any]:
    """What the database says once every payment is known and every entry sealed, and `trust verify` with it."""
    _until(lambda: _answers(where.url))
    file = where.home / "acknowledged.json"
    file.write_text(json.dumps({"orders": said.orders, "paid": said.paid}))
    found: dict[str, Any] = json.loads(where.run("tests.promises.kill_world", "audit", str(file)))
    print(f"kill promise: kills {killer.done}, {len(said.orders)} orders and {len(said.paid)} payments acknowledged,"
          f" {said.answered} requests answered, {said.unanswered} not, {said.thrown_away} answers thrown away,"
          f" longest wait {said.longest_seconds:.1f} s, ledger sum {found['ledger_sum']}, {found['entries']} entries,"
          f" wrong {len(found['wrong'])}")  # fmt: skip
    return found


def check(patients: int, kills: int, doubters: int) -> None:
    """`patients` book while `kills` fall; afterwards, as the failing control, `doubters` repeat without their key."""
    began = time.monotonic()
    with house() as where:
        planted = ("plant", str(patients + doubters), str(2 * (patients + doubters)))
        world = json.loads(where.run("tests.promises.kill_world", *planted))
        sessions = list(world["sessions"].items())
        honest = world | {"sessions": dict(sessions[doubters:])}
        with serving(where):
            said, killer = rush(where, honest, kills)
            found = told(where, said, killer)
            assert found["wrong"] == []
            assert len(said.orders) == len(said.paid) == patients
            assert found["orders"] == {"accepted": patients}
            assert found["settled"]
            assert found["ledger_sum"] == 0
            assert sum(killer.done.values()) >= kills - 1, "they were killed while people booked"
            control = told(where, *rush(where, world | {"sessions": dict(sessions[:doubters])}, fresh=True))
    assert any(sentence.startswith("doubled") for sentence in control["wrong"]), "the audit has eyes"
    print(f"kill promise: {time.monotonic() - began:.0f} s from an empty home to the audit of the control")


def test_a_handful_of_kills_loses_and_doubles_nothing_and_without_the_key_it_doubles(committed: str) -> None:
    """The control: everybody's first answer is lost, and with a fresh key at the repetition they book twice."""
    check(patients=16, kills=5, doubters=4)


@pytest.mark.long
def test_fifty_kills_lose_and_double_nothing(committed: str) -> None:
    check(patients=500, kills=56, doubters=4)
