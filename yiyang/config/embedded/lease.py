"""A lease: the right to find the server running until it is given back or the holder ends."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from yiyang.config.embedded.place import CannotStart, Place

START_SECONDS_MAX = 660  # a minute longer than the supervisor itself waits for crash recovery
STOP_SECONDS_MAX = 90
_POLL_SECONDS = 0.02
_REPORT_AFTER_SECONDS = 3


def _silent(_: str) -> None:
    pass


class Lease:
    """Holds the server of one home open. Use it as a context manager, or call `release`."""

    def __init__(self, place: Place, *, durable: bool, report: Callable[[str], None]) -> None:
        self.place = place
        self._durable = durable
        self._report = report
        self._supervisor: int | None = None  # its process, when it is our child
        self._handle: int | None = _open(place.locks / "leases")
        fcntl.flock(self._handle, fcntl.LOCK_SH)  # waits while a server without holders is being stopped
        try:
            self.ensure()
        except BaseException:
            self.release()
            raise

    def ensure(self) -> None:
        """Return when the server takes connections; start a supervisor if there is none. Cheap when all is
        well."""
        if _state(self.place).get("state") == "ready" and _is_held(self.place.locks / "supervisor"):
            return
        starting = _open(self.place.locks / "starting")
        try:
            fcntl.flock(starting, fcntl.LOCK_EX)  # one starter at a time; the others find its server
            self._until_ready()
        finally:
            os.close(starting)

    def release(self) -> None:
        """Give the lease back. The last one to do so returns when the server has stopped."""
        if self._handle is None:
            return
        os.close(self._handle)
        self._handle = None
        if self._supervisor is not None:
            while not self._supervisor_ended() and not _others_hold(self.place.locks / "leases"):
                time.sleep(_POLL_SECONDS)

    def _until_ready(self) -> None:
        began = time.monotonic()
        reported = False
        while time.monotonic() - began < START_SECONDS_MAX:
            supervised = _is_held(self.place.locks / "supervisor")
            state = _state(self.place)
            if supervised and state.get("state") == "ready":
                return
            spawned = self._supervisor is not None
            ended = self._supervisor_ended()
            if not supervised and spawned and ended and state.get("state") == "refused":
                raise CannotStart(state["reason"])
            if not supervised and ended:
                self._spawn()
            if not reported and time.monotonic() - began > _REPORT_AFTER_SECONDS:
                self._report("The database is getting ready; after a crash that can take some minutes.")
                reported = True
            time.sleep(_POLL_SECONDS)
        raise CannotStart(
            f"The database of {self.place.home} did not become ready in {START_SECONDS_MAX // 60} minutes."
        )

    def _spawn(self) -> None:
        with suppress(FileNotFoundError):
            self.place.state.unlink()
        command = [sys.executable, "-P", "-m", "yiyang.config.embedded.supervisor", str(self.place.home)]
        if not self._durable:
            command.append("--throw-away")
        package = str(Path(__file__).parents[3])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        log, flags = str(self.place.locks / "supervisor.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND
        # Not a Popen: the supervisor may outlive us, on behalf of others, and that is no leak.
        self._supervisor = os.posix_spawn(
            sys.executable,
            command,
            {**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, flags, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE],
        )

    def _supervisor_ended(self) -> bool:
        if self._supervisor is None:
            return True
        try:
            ended = os.waitpid(self._supervisor, os.WNOHANG)[0] != 0
        except ChildProcessError:  # somebody else reaped it, or we are a fork of who started it
            ended = True
        if ended:
            self._supervisor = None
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lease(home: Path, *, durable: bool = True, report: Callable[[str], None] = _silent) -> Lease:
    """Start or join the server of `home`; raises CannotStart with a sentence that says what to do.

    `durable=False` is for throw-away homes only; it counts for the first lease. `report` is told when it
    takes long.
    """
    place = Place(home.absolute())
    place.open_home()
    return Lease(place, durable=durable, report=report)


def wait_until_stopped(home: Path) -> None:
    """Return when the supervisor of `home`, if there is one, has ended; the caller's own leases must be given back."""
    lock = home / "locks" / "supervisor"
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while lock.exists() and _is_held(lock):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the server of {home} is still leased")
        time.sleep(_POLL_SECONDS)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _state(place: Place) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(place.state.read_text())
    except FileNotFoundError:
        return {}
    return found


def _is_held(path: Path) -> bool:
    """Whether another process holds the lock exclusively."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _others_hold(path: Path) -> bool:
    """Whether somebody still shares the lock: it cannot be had alone, and is not held alone by a stopping
    supervisor."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return not _is_held(path)
    finally:
        os.close(handle)
    return False
