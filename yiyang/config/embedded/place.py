"""Where the embedded server keeps its things, who owns them, and the one error with which it refuses.

Everything stays closed to others, and no folder above the home is ever opened. As root the server runs as a
system user of its own: the home belongs to root and lets that user's group pass, and nobody else.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SOCKET_FOLDER_BYTES_MAX = 90  # a socket's path may not exceed 107 bytes, of which the server's file name takes 14
DEFAULT_USER = "yiyang-db"


class CannotStart(RuntimeError):
    """The database could not be started; the text says why and what to do, for the person at the keyboard."""


def socket_folder(home: Path) -> Path:
    """Where the server of `home` listens: below it, or in the system's temporary folder when that path is
    too long."""
    folder = home / "run"
    if len(bytes(folder)) <= SOCKET_FOLDER_BYTES_MAX:
        return folder
    return Path("/tmp") / f"yiyang-{os.geteuid()}-{hashlib.sha256(bytes(home)).hexdigest()[:12]}"  # noqa: S108


@dataclass(frozen=True)
class Place:
    """One home folder and the operating-system user its server runs as."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "database"

    @property
    def sockets(self) -> Path:
        return socket_folder(self.home)

    @property
    def locks(self) -> Path:
        return self.home / "locks"

    @property
    def state(self) -> Path:
        return self.locks / "state.json"

    @property
    def start_log(self) -> Path:
        return self.locks / "server.log"

    @cached_property
    def user(self) -> pwd.struct_passwd:
        """The user the server runs as; as root a system user, made when it is missing."""
        if os.geteuid() != 0:
            try:
                return pwd.getpwuid(os.geteuid())
            except KeyError:
                raise CannotStart(
                    f"User {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL needs. "
                    "Add one, or name a database of your own in DATABASE_URL."
                ) from None
        name = os.environ.get("YIYANG_POSTGRES_USER", DEFAULT_USER)
        try:
            return pwd.getpwnam(name)
        except KeyError:
            return _made_user(name)

    @property
    def drops(self) -> dict[str, object]:
        """Arguments of `subprocess` that give up root's rights."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def open_home(self) -> None:
        """Make the home folder, closed to everybody but us and, as root, passable for the server's group."""
        made = _make_folder(self.home)
        if os.geteuid() == 0:
            os.chown(self.home, 0, self.user.pw_gid)
            os.chmod(self.home, 0o710)  # noqa: S103 – the group has one member, the server
        elif made:
            os.chmod(self.home, 0o700)
        elif self.home.stat().st_uid != os.geteuid():
            raise CannotStart(f"{self.home} belongs to another user. Set YIYANG_HOME to a folder of your own.")
        self.own_folder(self.locks, os.geteuid(), os.getegid())
        self._refuse_closed_parent()

    def own_folder(self, folder: Path, uid: int, gid: int) -> None:
        """Make `folder` with mode 0700 for one owner; refuse one that somebody else put there."""
        try:
            os.mkdir(folder, 0o700)
            os.chown(folder, uid, gid)
        except FileExistsError:
            found = os.lstat(folder)
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
                raise CannotStart(f"{folder} is in the way: it is not a folder of ours. Remove it first.") from None
            os.chown(folder, uid, gid)
            os.chmod(folder, 0o700)

    def open_sockets(self) -> None:
        """Make the folder of the server's socket."""
        if len(bytes(self.sockets)) > SOCKET_FOLDER_BYTES_MAX:
            raise CannotStart(f"The path {self.sockets} is too long for a socket. Set YIYANG_HOME to a shorter one.")
        self.own_folder(self.sockets, self.user.pw_uid, self.user.pw_gid)

    def _refuse_closed_parent(self) -> None:
        if os.geteuid() != 0:
            return
        for folder in self.home.parents:
            if not may_enter(folder, self.user):
                raise CannotStart(
                    f"The database runs as {self.user.pw_name}, who may not enter {folder}. Set "
                    "YIYANG_HOME to a folder "
                    "that every user may reach, for example below /var/lib or /srv; it is closed to "
                    "others all the same."
                )


def may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether the permission bits of `folder` let `user` pass through it."""
    found = folder.stat()
    if found.st_uid == user.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == user.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _make_folder(folder: Path) -> bool:
    if folder.is_dir():
        return False
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be made: {error.strerror}. Set YIYANG_HOME to a folder you may write to."
        ) from error
    return True


def _made_user(name: str) -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if sys.platform != "linux" or useradd is None:
        raise CannotStart(
            f"PostgreSQL refuses to run as root. Make a system user {name}, or start Yiyang as an ordinary user."
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    done = subprocess.run([*command, "--shell", "/usr/sbin/nologin", name], capture_output=True, text=True, check=False)
    try:  # another program may have made it in the same moment
        return pwd.getpwnam(name)
    except KeyError:
        raise CannotStart(
            f"PostgreSQL refuses to run as root, and the system user {name} cannot be made: {done.stderr.strip()}"
        ) from None
