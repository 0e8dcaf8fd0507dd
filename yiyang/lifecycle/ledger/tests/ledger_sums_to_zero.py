"""A fixture that re-sums the ledger after a test; autouse for every test of the lifecycle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from yiyang.lifecycle.ledger import services as ledger


@pytest.fixture
def ledger_sums_to_zero(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the test's last word every account sums to zero and no row breaks a rule."""
    if not {"committed", "db"} & set(request.fixturenames) and not request.node.get_closest_marker("django_db"):
        yield
        return
    if "committed" in request.fixturenames:
        request.getfixturevalue("committed")
    yield
    if request.node.get_closest_marker("unsound_ledger") or (connection.in_atomic_block and connection.needs_rollback):
        return
    found = ledger.verify()
    assert found.sound, found
