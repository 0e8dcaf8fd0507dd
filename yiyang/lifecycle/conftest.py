"""After every test of the lifecycle the ledger sums to zero."""

from __future__ import annotations

import pytest

from yiyang.lifecycle.ledger.tests.ledger_sums_to_zero import ledger_sums_to_zero  # noqa: F401


@pytest.fixture(autouse=True)
def _sound_ledger(ledger_sums_to_zero: None) -> None:  # noqa: F811
    """Asks for the check; a test that breaks the ledger on purpose carries the mark `unsound_ledger`."""
