"""The small process that keeps the server: makes it, starts it again after a crash, stops it after the last
lease.

Run as `python -m yiyang.config.embedded.supervisor HOME [--throw-away]`, by the first program that takes a
lease. What it is doing stands in `locks/state.json`. Standard library only, so that it is up in a few
hundredths of a second.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from yiyang.config.embedded import binaries, cluster
from yiyang.config.embedded.place import CannotStart, Place
from yiyang.config.lifeline import lifeline

RECOVERY_SECONDS_MAX = 600
STOP_SECONDS_MAX = 60
TAKEOVER_SECONDS_MAX = 120
CRASHES_IN_A_ROW_MAX = 5
# What the server says while the remains of a killed predecessor still stand in its way.
_REMAINS = ("lock file", "shared memory block", "another server might be running")


class Supervisor:
    """One server on one home, from making the cluster to the clean stop."""

    def __init__(self, place: Place, *, durable: bool) -> None:
        self.place = place
        self.durable = durable
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def run(self) -> None:
        """Serve until nobody holds a lease or a signal says stop; raises CannotStart when there is no
        server to keep."""
        self.say("making")
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGALRM, self._stop_at_once)
        found = binaries.find(self.place)
        cluster.prepare(self.place, found, durable=self.durable)
        self.place.open_sockets()
        threading.Thread(target=_tell_when_nobody_holds_a_lease, args=(self.place,), daemon=True).start()
        crashes = 0
        while not self.stopping:
            self._start(found)
            began = time.monotonic()
            self._wait()
            crashes = crashes + 1 if time.monotonic() - began < 5 else 0
            if crashes == CRASHES_IN_A_ROW_MAX:
                raise CannotStart(
                    f"PostgreSQL stopped {crashes} times in a row. Its log is in {self.place.data / 'log'}."
                )

    def say(self, state: str, reason: str = "") -> None:
        """Write what we are doing where the holders of leases look."""
        server = self.server.pid if self.server else None
        text = json.dumps({"state": state, "reason": reason, "supervisor": os.getpid(), "server": server})
        half = self.place.state.with_suffix(f".{state}")  # a name of its own: a signal may interrupt us here
        half.write_text(text)
        half.replace(self.place.state)

    def _start(self, found: binaries.Binaries) -> None:
        """Start the server and wait until it takes connections, crash recovery included."""
        give_up = time.monotonic() + TAKEOVER_SECONDS_MAX
        while not self.stopping:
            _clear_stale_pid_file(self.place)
            self.server = self._spawn(found)
            self.say("starting")
            if self.stopping:  # the signal came before there was a server to pass it to
                self.server.send_signal(signal.SIGINT)
            if self._became_ready():
                return self.say("ready")
            self.server.wait()
            self.server = None
            said = self.place.start_log.read_text(errors="replace").strip()
            if not any(text in said for text in _REMAINS):
                return self._refuse(said)
            if time.monotonic() > give_up:
                raise CannotStart(
                    f"Another program runs PostgreSQL on {self.place.data} and does not let go: {said.splitlines()[0]}"
                )
            time.sleep(0.1)
        return None

    def _refuse(self, said: str) -> None:
        if not self.stopping:
            last = said.splitlines()[-1] if said else ""
            raise CannotStart(f"PostgreSQL did not start: {last} Its log is in {self.place.data / 'log'}.")

    def _spawn(self, found: binaries.Binaries) -> subprocess.Popen[bytes]:
        command = [found.program("postgres"), "-D", str(self.place.data)]
        for name, value in cluster.settings(self.place, durable=self.durable).items():
            command += ["-c", f"{name}={value}"]
        drops: dict[str, Any] = self.place.drops
        with self.place.start_log.open("wb") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=cluster.environment(),
                start_new_session=True,
                preexec_fn=lifeline(signal.SIGINT),  # noqa: PLW1509 – nothing of ours holds a lock in this moment
                **drops,
            )

    def _became_ready(self) -> bool:
        """Wait for the server's own word in its pid file, taking nobody else's for it."""
        assert self.server is not None
        deadline = time.monotonic() + RECOVERY_SECONDS_MAX
        while self.server.poll() is None:
            pid, status = read_pid_file(self.place.data)
            if pid == self.server.pid and status == "ready":
                return True
            if time.monotonic() > deadline:
                self.stopping = True
                self.server.send_signal(signal.SIGQUIT)
                raise CannotStart(f"PostgreSQL was not ready after {RECOVERY_SECONDS_MAX // 60} minutes of recovery.")
            time.sleep(0.02)
        return False

    def _wait(self) -> None:
        if self.server is not None:
            self.server.wait()
            self.server = None

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        """SIGINT is the server's fast, clean stop; SIGTERM would wait for its clients."""
        self.stopping = True
        self.say("stopping")
        if self.server is not None and self.server.returncode is None:
            os.kill(self.server.pid, signal.SIGINT)
            signal.alarm(STOP_SECONDS_MAX)

    def _stop_at_once(self, _signal: int, _frame: FrameType | None) -> None:
        if self.server is not None and self.server.returncode is None:
            os.kill(self.server.pid, signal.SIGQUIT)


def read_pid_file(data: Path) -> tuple[int | None, str]:
    """Process and status from `postmaster.pid`; the file may be left over from a server that was killed."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return None, ""
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else None
    return pid, lines[7].strip() if len(lines) > 7 else ""


def _clear_stale_pid_file(place: Place) -> None:
    """Remove a pid file whose process is dead, a zombie, or a stranger, once no process works in the data
    folder.

    PostgreSQL itself takes any living process of that number, even a zombie nobody reaps, for its
    predecessor.
    """
    pid, _ = read_pid_file(place.data)
    if pid is not None and not _anybody_works_in(place.data):
        (place.data / "postmaster.pid").unlink(missing_ok=True)


def _anybody_works_in(folder: Path) -> bool:
    """Whether a living process has `folder` as its working folder; assumed where there is no /proc to look
    in."""
    processes = Path("/proc")
    if not (processes / "self").exists():
        return True
    for process in processes.iterdir():
        if process.name.isdigit():
            try:
                if os.path.samefile(process / "cwd", folder):
                    return True
            except OSError:  # gone meanwhile, a zombie, or not ours to look at
                continue
    return False


def _tell_when_nobody_holds_a_lease(place: Place) -> None:
    """Wait for the lock that leases share; having it alone means that the last one has gone."""
    handle = os.open(place.locks / "leases", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)  # kept until this process ends, so that new leases wait for the clean stop
    os.kill(os.getpid(), signal.SIGTERM)


def main(home: str, *options: str) -> int:
    os.chdir("/")
    place = Place(Path(home))
    handle = os.open(place.locks / "supervisor", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    supervisor = Supervisor(place, durable="--throw-away" not in options)
    try:
        supervisor.run()
    except CannotStart as error:
        supervisor.say("refused", str(error))
        return 1
    supervisor.say("stopped")
    if place.sockets.parent != place.home:
        place.sockets.rmdir()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
