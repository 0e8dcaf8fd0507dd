"""Every pair of a booking's states."""

from __future__ import annotations

from itertools import product

import pytest

from yiyang.foundation.moves import allowed
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import NEXT

PERMITTED = {
    ("pending", "booked"),
    ("pending", "cancelled"),
    ("booked", "arrived"),
    ("booked", "noshow"),
    ("booked", "cancelled"),
    ("arrived", "fulfilled"),
    ("arrived", "noshow"),
}


@pytest.mark.parametrize(("old", "new"), list(product(NEXT, NEXT)))
def test_every_pair(old: str, new: str) -> None:
    assert allowed(NEXT, old, new) == ((old, new) in PERMITTED)


def test_the_database_knows_the_same_states() -> None:
    [check] = [each for each in Booking._meta.constraints if each.name == "booking_state"]
    assert check.condition.children == [("state__in", list(NEXT))]  # type: ignore[attr-defined]
