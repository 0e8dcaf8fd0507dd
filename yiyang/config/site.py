"""Open a site: its database running and migrated, Django set up; and close it again."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.apps import apps

from yiyang.config import embedded, environment

_MIGRATION_LOCK = 20261123


def say(text: str) -> None:
    """Tell the person at the keyboard; stdout belongs to what the command was asked for."""
    print(text, file=sys.stderr, flush=True)


def set_up() -> None:
    """Load Django with our settings; nothing is connected yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
    if not apps.ready:
        django.setup()


@contextmanager
def running() -> Iterator[embedded.Lease | None]:
    """Django set up and the database running: our own under a lease, or the one DATABASE_URL names."""
    with contextlib.ExitStack() as stack:
        lease = stack.enter_context(embedded.lease(environment.home(), report=say)) if environment.embedded() else None
        set_up()
        stack.callback(close_connections)
        yield lease


@contextmanager
def opened() -> Iterator[embedded.Lease | None]:
    """A running site with every migration applied; raises CannotStart with a sentence."""
    with running() as lease:
        bring_up_to_date()
        yield lease


def may_migrate() -> bool:
    """Whether we were given the owner's address; a machine that only serves is not."""
    return environment.embedded() or bool(os.environ.get("DATABASE_OWNER_URL"))


def pending(using: str) -> list[str]:
    """Names of the migrations that the database behind `using` lacks."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def bring_up_to_date(*, always: bool = False) -> list[str]:
    """Apply what is pending, once, however many programs start at the same moment; returns what was applied.

    `always` also makes grants and policies anew when nothing is pending.
    """
    from django.core.management import call_command
    from django.db import OperationalError, connections, transaction

    using = "owner" if may_migrate() else "worker"
    try:
        with transaction.atomic(using=using):
            missing = pending(using)
    except OperationalError as error:
        raise embedded.CannotStart(f"The database does not answer: {str(error).strip()}") from error
    if not missing and not always:
        return []
    if using != "owner":
        raise embedded.CannotStart(
            f"The database lacks {len(missing)} migrations. Run `yiyang migrate` where DATABASE_OWNER_URL is set."
        )
    if missing:
        say(f"Bringing the database up to date: {len(missing)} migrations.")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", database="owner", verbosity=0, interactive=False, stdout=sys.stderr)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
    return missing


def close_connections() -> None:
    """Let go of every connection of this thread, pools included."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
