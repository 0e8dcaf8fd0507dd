"""Every pair of states, and the database's own opinion of each."""

from __future__ import annotations

import itertools

import pytest

from yiyang.foundation.moves import allowed
from yiyang.fulfilment.home_visit.fhir import APPOINTMENT, TASK
from yiyang.fulfilment.home_visit.states import KINDS, NEXT, OPEN
from yiyang.fulfilment.home_visit.titles import TITLES, reaches
from yiyang.fulfilment.home_visit.words import KINDS as KIND_WORDS
from yiyang.fulfilment.home_visit.words import STATES

STEPS = {
    ("pending", "booked"), ("pending", "cancelled"),
    ("booked", "on-the-way"), ("booked", "arrived"), ("booked", "noshow"), ("booked", "cancelled"),
    ("on-the-way", "arrived"), ("on-the-way", "noshow"), ("on-the-way", "cancelled"),
    ("arrived", "left"), ("arrived", "broken-off"), ("left", "fulfilled"), ("left", "broken-off"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), list(itertools.product(NEXT, NEXT)))
def test_every_pair(old: str, new: str) -> None:
    assert allowed(NEXT, old, new) == ((old, new) in STEPS)


def test_every_state_and_kind_has_its_words_and_its_fhir() -> None:
    assert set(STATES) == set(APPOINTMENT) == set(TASK) == set(NEXT)
    assert set(KIND_WORDS) == set(KINDS)
    assert set(OPEN) == {"pending", "booked", "on-the-way", "arrived", "left"}


def test_titles_stand_in_their_order() -> None:
    assert [reaches(title, "护师") for title in TITLES] == [False, True, True, True, True]
    assert not reaches("院长", "护师")
    assert reaches("", "")
