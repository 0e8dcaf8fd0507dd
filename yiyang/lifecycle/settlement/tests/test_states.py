"""Every pair of states, and the database beside the table."""

from __future__ import annotations

from itertools import product

import pytest

from yiyang.foundation.moves import States, allowed
from yiyang.lifecycle.settlement.models import Bill, Payment, Refund
from yiyang.lifecycle.settlement.states import NEXT, NEXT_PAYMENT, NEXT_REFUND, state_of

BILL = {
    ("due", "paid"),
    ("due", "part-refunded"),
    ("due", "refunded"),
    ("due", "waived"),
    ("due", "written-off"),
    ("paid", "due"),
    ("paid", "part-refunded"),
    ("paid", "refunded"),
    ("part-refunded", "due"),
    ("part-refunded", "refunded"),
    ("refunded", "due"),
    ("waived", "due"),
}
PAYMENT = {("started", "succeeded"), ("started", "failed"), ("failed", "succeeded")}
REFUND = {
    ("asked", "approved"),
    ("asked", "declined"),
    ("approved", "sent"),
    ("sent", "succeeded"),
    ("sent", "failed"),
    ("failed", "sent"),
    ("failed", "succeeded"),
}


@pytest.mark.parametrize(("table", "permitted"), [(NEXT, BILL), (NEXT_PAYMENT, PAYMENT), (NEXT_REFUND, REFUND)])
def test_every_pair(table: States, permitted: set[tuple[str, str]]) -> None:
    assert {pair for pair in product(table, table) if allowed(table, *pair)} == permitted


@pytest.mark.parametrize(
    ("model", "name", "table"),
    [(Bill, "bill_state", NEXT), (Payment, "payment_state", NEXT_PAYMENT), (Refund, "refund_state", NEXT_REFUND)],
)
def test_the_database_knows_the_same_states(model: type, name: str, table: States) -> None:
    [check] = [each for each in model._meta.constraints if each.name == name]  # type: ignore[attr-defined]
    assert check.condition.children == [("state__in", list(table))]


@pytest.mark.parametrize(
    ("total", "paid", "refunded", "state"),
    [
        (50, 0, 0, "due"),
        (50, 49, 0, "due"),
        (50, 50, 0, "paid"),
        (50, 50, 1, "due"),
        (49, 50, 1, "part-refunded"),
        (0, 50, 50, "refunded"),
        (0, 0, 0, "waived"),
    ],
)
def test_what_was_asked_and_paid_decides_the_state(total: int, paid: int, refunded: int, state: str) -> None:
    assert state_of(total=total, paid=paid, refunded=refunded) == state
