"""Test set-up: one template database with the cast, copied for tests that commit, rolled back for the rest.

Rollback tests run as the application role. `looking_as` is the one way to change eyes inside them.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from yiyang.config.demo import cast
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.access import context

ROOT = Path(__file__).parent
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # Saturday, ten in the morning in Chengdu
ALIASES = ("default", "owner", "worker", "read")


def _owner() -> psycopg.Connection[tuple[object, ...]]:
    parameters = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return psycopg.connect(**{**parameters, "dbname": "postgres"}, autocommit=True)


def _point_at(name: str) -> None:
    for alias in ALIASES:
        connection = connections[alias]
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
        connection.settings_dict["NAME"] = name


def _schema_fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted([*(ROOT / "yiyang").rglob("*.py"), *(ROOT / "tests" / "contract").rglob("*.py")]):
        declares = path.stem in ("models", "policies", "cast", "settings", "visibility") or "models" in path.parts
        if declares or "migrations" in path.parts:
            digest.update(bytes(path.relative_to(ROOT)) + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def template_database(server: None, django_db_blocker: object) -> Iterator[str]:
    """A migrated database with the cast in it; nobody connects to it while tests run."""
    from django.core.management import call_command

    name = f"template_{_schema_fingerprint()}"
    with django_db_blocker.unblock(), _owner() as owner:  # type: ignore[attr-defined]
        owner.execute("SELECT pg_advisory_lock(20261121)")
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            building = f"{name}_building_{secrets.token_hex(3)}"
            owner.execute(f'CREATE DATABASE "{building}"')
            _point_at(building)
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            cast.plant("owner")
            _point_at("postgres")
            owner.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
        owner.execute("SELECT pg_advisory_unlock(20261121)")
        yield name


def _drop(owner: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Drop a database as soon as the last closed connection has really left it."""
    deadline = time.monotonic() + 20
    while True:
        try:
            owner.execute(f'DROP DATABASE IF EXISTS "{name}"')
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _copy_of(template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    before = connections["default"].settings_dict["NAME"]
    with _owner() as owner:
        owner.execute("SELECT pg_advisory_lock(20261122)")
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        owner.execute("SELECT pg_advisory_unlock(20261122)")
        _point_at(name)
        try:
            yield name
        finally:
            _point_at(before)
            _drop(owner, name)


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: object) -> Iterator[None]:
    """The database of the rollback tests: a copy of the template, as the application role."""
    with django_db_blocker.unblock(), _copy_of(template_database) as name:  # type: ignore[attr-defined]
        assert name.startswith("test_")
        assert connections["default"].settings_dict["USER"] != connections["owner"].settings_dict["USER"]
        yield


@pytest.fixture
def committed(template_database: str, django_db_blocker: object) -> Iterator[str]:
    """A database of its own for a test that commits, uses several connections or another role; yields its name."""
    assert not connections["default"].in_atomic_block, "a committing test must not carry the django_db mark"
    with django_db_blocker.unblock(), _copy_of(template_database) as name:  # type: ignore[attr-defined]
        yield name


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """Every test begins on Saturday 21 November 2026 at ten in Chengdu and the clock stands still."""
    with clock.frozen(NOW):
        yield NOW


Looking = Callable[..., AbstractContextManager[Actor]]


@pytest.fixture
def looking_as() -> Looking:
    """`with looking_as("limin"):` or `("zhao", "hospital")` or an Actor – look through these eyes, then back."""

    @contextmanager
    def look(who: str | Actor, house: str | None = None) -> Iterator[Actor]:
        actor = who if isinstance(who, Actor) else cast.actor(who, house)
        token = context._current.set(context.RowContext(actor))
        connection = connections["default"]
        if connection.in_atomic_block:
            connection.send_context()  # type: ignore[attr-defined]
        try:
            yield actor
        finally:
            context._current.reset(token)
            if connection.in_atomic_block and not connection.needs_rollback:
                connection.send_context()  # type: ignore[attr-defined]

    return look
