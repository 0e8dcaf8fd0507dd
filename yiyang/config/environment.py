"""What the environment says: home folder, secrets, database addresses. Read once, by settings."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from yiyang.config.embedded.place import socket_folder

ROLES = {"default": "app", "owner": "owner", "worker": "worker", "read": "read"}
_GUARDED = "yiyang.ground.access.postgres"
_POOL = {"min_size": 1, "max_size": 8, "timeout": 30}
_VARIABLES = {
    "default": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "worker": "DATABASE_WORKER_URL",
    "read": "DATABASE_READ_URL",
}


def home() -> Path:
    """The folder with everything this installation keeps: `YIYANG_HOME`, or the user's data folder."""
    if given := os.environ.get("YIYANG_HOME"):
        return Path(given).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/yiyang")
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "yiyang"


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable; anything but a known word is refused by name."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if text == "" else text in ("1", "true", "yes", "on")
    raise ValueError(f"{name} must be true or false")


_keeps = True


def keep_nothing() -> None:
    """Make no home and no secret in this process: it only reads help texts, and its secrets are worth nothing."""
    global _keeps
    _keeps = False


def secret(name: str) -> str:
    """The installation's secret `name`, made on first use in `secrets/` (0700) as a file of mode 0600."""
    if not _keeps:
        return secrets.token_hex(32)
    if given := os.environ.get(f"YIYANG_SECRET_{name.upper()}"):
        return given
    folder = home() / "secrets"
    path = folder / name
    if not path.exists():
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".") as file:  # of mode 0600
            file.write(secrets.token_hex(32))
            file.flush()
            with suppress(FileExistsError):  # linked when whole: who comes second finds the first one's
                os.link(file.name, path)
    return path.read_text().strip()


def keyring(name: str) -> dict[str, bytes]:
    """The keys of `name` by id, newest first: files `secrets/<name>.<number>`, or `1:hex,2:hex` in the environment.

    The first is made on first use; `<name>.2` put beside it becomes the one that writes, and the older still reads.
    """
    if given := os.environ.get(f"YIYANG_SECRET_{name.upper()}"):
        found = dict(pair.split(":", 1) for pair in given.split(","))
    else:
        numbers = {path.suffix[1:] for path in (home() / "secrets").glob(f"{name}.*") if path.suffix[1:].isdigit()}
        found = {number: secret(f"{name}.{number}") for number in numbers or {"1"}}
    return {number: bytes.fromhex(found[number]) for number in sorted(found, key=int, reverse=True)}


def add_key(name: str) -> str:
    """Put a newer key beside the others of `name`; answers its id. Processes know it when they start again."""
    if os.environ.get(f"YIYANG_SECRET_{name.upper()}"):
        raise ValueError(f"YIYANG_SECRET_{name.upper()} names the keys: put the new one into it")
    number = str(max(int(known) for known in keyring(name)) + 1)
    secret(f"{name}.{number}")
    return number


def seeds(name: str) -> list[str]:
    """Every seed of a signing key, newest first: `secrets/<name>.<number>` above `secrets/<name>`, or a list in the
    environment, newest first and parted by commas."""
    if given := os.environ.get(f"YIYANG_SECRET_{name.upper()}"):
        return given.split(",")
    return [*(secret(f"{name}.{number}") for number in _numbers(name)), secret(name)]


def add_seed(name: str) -> str:
    """Put a newer seed beside the others; answers its file's name. Processes sign with it when they start again."""
    if os.environ.get(f"YIYANG_SECRET_{name.upper()}"):
        raise ValueError(f"YIYANG_SECRET_{name.upper()} names the seeds: put a new one in front of it")
    newer = f"{name}.{max(_numbers(name), default=1) + 1}"
    secret(newer)
    return newer


def _numbers(name: str) -> list[int]:
    found = (path.suffix[1:] for path in (home() / "secrets").glob(f"{name}.*"))
    return sorted((int(number) for number in found if number.isdigit()), reverse=True)


def secrets_in_use() -> dict[str, str]:
    """Every secret of this installation by name, from its folder and from the environment, which goes first."""
    folder = home() / "secrets"
    kept = {path.name: path.read_text().strip() for path in sorted(folder.glob("[!.]*"))} if folder.is_dir() else {}
    prefix = "YIYANG_SECRET_"
    given = {name.removeprefix(prefix).lower(): text for name, text in os.environ.items() if name.startswith(prefix)}
    return kept | given


def embedded() -> bool:
    """Whether the database is our own server, since the environment names no other."""
    return not os.environ.get("DATABASE_URL")


def databases() -> dict[str, dict[str, Any]]:
    """The four aliases: `default` (application), `owner`, `worker`, `read`."""
    return {alias: _database(alias, role) for alias, role in ROLES.items()}


def _database(alias: str, role: str) -> dict[str, Any]:
    """One alias: its own variable, or the address in DATABASE_URL with another role, or our own server."""
    user = f"yiyang_{role}"
    parts: dict[str, Any]
    if url := os.environ.get(_VARIABLES[alias]):
        parts = {"user": user, **conninfo_to_dict(url)}
    elif url := os.environ.get("DATABASE_URL"):
        parts = {**conninfo_to_dict(url), "user": user, "password": ""}
    else:
        parts = {"host": str(socket_folder(home())), "user": user}
    serves = alias in ("default", "worker")
    options = {
        name: value for name, value in parts.items() if name not in ("dbname", "user", "password", "host", "port")
    }
    if alias == "default" and flag("YIYANG_POOL", default=True):
        options["pool"] = _POOL
    return {
        "ENGINE": "yiyang.ground.access.postgres" if serves else "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "yiyang"),
        "USER": parts["user"],
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "") or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
    }
