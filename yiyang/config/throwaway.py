"""A database that lives as long as one measurement: migrated, with the cast in it, dropped at the end."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections

from yiyang.config.demo import cast
from yiyang.config.environment import ROLES

LEAVE_SECONDS_MAX = 30


def point_at(name: str) -> None:
    """Let every alias of this process speak to the database `name` from now on."""
    for alias in ROLES:
        connection = connections[alias]
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
        connection.settings_dict["NAME"] = name


@contextmanager
def throwaway(purpose: str) -> Iterator[str]:
    """Make the database, point this process at it, and drop it whatever happens; yields its name."""
    name = f"yiyang_{purpose}_{os.getpid()}_{secrets.token_hex(3)}"
    before = connections["owner"].settings_dict["NAME"]
    parameters = {
        key: value
        for key, value in connections["owner"].get_connection_params().items()
        if key in ("host", "port", "user", "password")
    }
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        point_at(name)
        try:
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            cast.plant("owner")
            yield name
        finally:
            point_at(before)
            _drop(owner, name)


def _drop(owner: psycopg.Connection[Any], name: str) -> None:
    """Drop it as soon as the last closed connection has really left; the owner may end nobody else's."""
    until = time.monotonic() + LEAVE_SECONDS_MAX
    while True:
        try:
            owner.execute(f'DROP DATABASE "{name}"')
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
