"""The cluster on disk: made whole or not at all, closed to everyone but its owner, tuned to the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from yiyang.config.embedded.binaries import Binaries
from yiyang.config.embedded.place import CannotStart, Place

SUPERUSER = "dba"
ROLES = (SUPERUSER, "yiyang_owner", "yiyang_app", "yiyang_worker", "yiyang_read")
CONNECTIONS_MAX = 200
_ROLES_SQL = Path(__file__).parent.parent / "roles.sql"
_MIB = 1024 * 1024


def prepare(place: Place, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster if there is none, refuse one of another release, and write who may connect."""
    version = place.data / "PG_VERSION"
    if version.exists():
        found = version.read_text().strip()
        if found != str(binaries.major):
            raise CannotStart(
                f"{place.data} was made by PostgreSQL {found}, and {binaries.folder} holds "
                f"{binaries.major}. Use the same "
                "release (YIYANG_POSTGRES), or carry the data over with `yiyang backup` there and "
                "`yiyang restore` here."
            )
    else:
        _make(place, binaries, durable=durable)
    _write_rules(place)


def _make(place: Place, binaries: Binaries, *, durable: bool) -> None:
    """initdb and the roles in a folder beside, then one rename: a cluster that exists is a whole one."""
    if place.data.exists() and any(place.data.iterdir()):
        raise CannotStart(f"{place.data} is neither empty nor a PostgreSQL cluster. Remove it, or set YIYANG_HOME.")
    half = place.data.with_name("database.tmp")
    shutil.rmtree(half, ignore_errors=True)
    place.own_folder(half, place.user.pw_uid, place.user.pw_gid)
    command = [
        binaries.program("initdb"),
        "-D",
        str(half),
        "-U",
        SUPERUSER,
        "--encoding=UTF8",
        "--data-checksums",
    ]
    command += ["--auth-local=reject", "--auth-host=reject", "--no-instructions"]
    command += [] if durable else ["--no-sync"]
    if binaries.major >= 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        command += ["--locale=C.UTF-8"]
    _run(place, command, "make the cluster")
    single = [
        binaries.program("postgres"),
        "--single",
        "-j",
        "-D",
        str(half),
        "-c",
        "exit_on_error=on",
        "postgres",
    ]
    _run(place, single, "make the database roles", given=_roles_sql())
    if place.data.exists():
        place.data.rmdir()
    half.rename(place.data)


def _roles_sql() -> str:
    lines = _ROLES_SQL.read_text().splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")) + "\n\n"


def _run(place: Place, command: list[str], purpose: str, given: str = "") -> None:
    drops: dict[str, Any] = place.drops
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, cwd="/", env=environment(), **drops
    )
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise CannotStart(f"PostgreSQL could not {purpose}: {' '.join(lines[-3:])}")


def _write_rules(place: Place) -> None:
    """Peer authentication only: the operating system says who is there, and no password exists."""
    quoted = '"' + place.user.pw_name.replace('"', '""') + '"'
    callers = {"root": ROLES, quoted: (SUPERUSER,)} if os.geteuid() == 0 else {quoted: ROLES}
    ident = "".join(f"yiyang {caller} {role}\n" for caller, roles in callers.items() for role in roles)
    rules = (
        f"local all {','.join(ROLES)} peer map=yiyang\n"
        f"local replication {SUPERUSER} peer map=yiyang\n"
        "local all all reject\n"
    )
    for name, text in (("pg_ident.conf", ident), ("pg_hba.conf", rules)):
        path = place.data / name
        path.write_text(text)
        path.chmod(0o600)
        os.chown(path, place.user.pw_uid, place.user.pw_gid)


def environment() -> dict[str, str]:
    """What the server's programs see of our environment: a path and a language, no PG* variable of the
    caller."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}


def settings(place: Place, *, durable: bool) -> dict[str, str]:
    """The server's settings. `durable=False` is for throw-away servers of tests: it survives kill -9, not
    a power cut."""
    memory = _memory_bytes()
    chosen = {
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "listen_addresses": "",
        "max_connections": str(CONNECTIONS_MAX),
        "shared_buffers": f"{min(max(memory // 16, 128 * _MIB), 4096 * _MIB) // _MIB}MB",
        "effective_cache_size": f"{max(memory // 2, 256 * _MIB) // _MIB}MB",
        "maintenance_work_mem": f"{min(max(memory // 64, 64 * _MIB), 1024 * _MIB) // _MIB}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",  # every query here is short; compiling one costs more than running it
        "deadlock_timeout": "200ms",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # The server's log names faults and never a person: no statements, no parameters, no row values.
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
    }
    if not durable:
        chosen |= {"fsync": "off", "full_page_writes": "off", "shared_buffers": "256MB"}
    return chosen


def _memory_bytes() -> int:
    """Memory of the machine, or of the container where that is less."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return found
    return min(found, int(limit)) if limit.isdigit() else found
