"""The table of states, the database's own check, and every pair."""

from __future__ import annotations

import pytest

from yiyang.foundation.moves import allowed
from yiyang.ground.cases.models import Case
from yiyang.ground.cases.states import NEXT

ALLOWED = {
    ("open", "offered"),
    ("open", "accepted"),
    ("open", "closed"),
    ("offered", "accepted"),
    ("offered", "closed"),
    ("accepted", "offered"),
    ("accepted", "closed"),
}


@pytest.mark.parametrize("old", NEXT)
@pytest.mark.parametrize("new", NEXT)
def test_every_pair(old: str, new: str) -> None:
    assert allowed(NEXT, old, new) is ((old, new) in ALLOWED)


def test_the_database_knows_the_same_states() -> None:
    [check] = [constraint for constraint in Case._meta.constraints if constraint.name == "case_state"]
    assert all(state in str(check) for state in NEXT)
