"""What the promises share: a committed database that a whole file may look at, and programs of their own upon it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from conftest import NOW, _copy_of
from tests.promises import worlds
from yiyang.config.tests.conftest import surroundings as surroundings
from yiyang.foundation import clock


@pytest.fixture(scope="module")
def two_worlds(template_database: str, django_db_blocker: object) -> Iterator[worlds.Worlds]:
    """A database in which the cast lives its own life and strangers elsewhere live theirs."""
    assert not connections["default"].in_atomic_block
    with django_db_blocker.unblock(), _copy_of(template_database), clock.frozen(NOW):  # type: ignore[attr-defined]
        yield worlds.plant(NOW)
