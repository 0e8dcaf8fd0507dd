"""Every pair of states, and the database beside the table."""

from __future__ import annotations

from itertools import product

import pytest

from yiyang.foundation.moves import allowed
from yiyang.lifecycle.orders.models import Order
from yiyang.lifecycle.orders.states import CLOSED, NEXT, OPEN

PERMITTED = {
    ("requested", "accepted"),
    ("requested", "cancelled"),
    ("requested", "rejected"),
    ("accepted", "in-progress"),
    ("accepted", "cancelled"),
    ("accepted", "failed"),
    ("in-progress", "on-hold"),
    ("in-progress", "completed"),
    ("in-progress", "failed"),
    ("on-hold", "in-progress"),
    ("on-hold", "completed"),
    ("on-hold", "failed"),
}


@pytest.mark.parametrize(("old", "new"), list(product(NEXT, NEXT)))
def test_every_pair(old: str, new: str) -> None:
    assert allowed(NEXT, old, new) == ((old, new) in PERMITTED)


def test_open_and_closed_are_all_there_is() -> None:
    assert set(OPEN) | set(CLOSED) == set(NEXT)
    assert not set(OPEN) & set(CLOSED)
    assert set(CLOSED) == {"completed", "cancelled", "failed", "rejected"}


def test_the_database_knows_the_same_states() -> None:
    [check] = [each for each in Order._meta.constraints if each.name == "order_state"]
    assert check.condition.children == [("state__in", list(NEXT))]  # type: ignore[attr-defined]
