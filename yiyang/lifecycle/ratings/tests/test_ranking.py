"""The order of a list follows the published formula, worked out here with fractions and nothing of ours."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.lifecycle.capacity.ranking import Found, rank
from yiyang.lifecycle.capacity.tests.test_ranking import found
from yiyang.lifecycle.offers.scores import damped
from yiyang.lifecycle.ratings.services.score import score_of

DAY = date(2026, 11, 21)
ROUNDING = Fraction(1)  # a thousandth of a star for the mean, damped, and its own rounding
Stars = list[tuple[int, int]]
GIVEN = st.lists(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=40), min_size=1, max_size=14)


def published(stars: Stars) -> Fraction:
    """(20 × 4 + the sum of all stars) / (20 + count), in thousandths."""
    total = sum((Fraction(quality + effect, 2) for quality, effect in stars), Fraction(0))
    return 1_000 * (20 * 4 + total) / (20 + len(stars))


def rated(stars: Stars) -> Found:
    score, count = score_of(stars)
    return found(score=score, count=count)


def check(listed: list[Found], said: dict[object, Stars]) -> None:
    """Every fifth place is a newcomer's while there is one; the others stand in the order of the formula."""
    known = [each for each in listed if len(said[each.service_id]) >= 5]
    exact = [published(said[each.service_id]) for each in known]
    assert all(before >= after - ROUNDING for before, after in itertools.pairwise(exact))
    newcomers = len(listed) - len(known)
    for place, each in enumerate(listed, 1):
        new = len(said[each.service_id]) < 5
        before = listed[: place - 1]
        known_left = any(len(said[other.service_id]) >= 5 for other in listed[place - 1 :])
        new_left = newcomers > sum(len(said[other.service_id]) < 5 for other in before)
        if known_left and new_left:
            assert new == (place % 5 == 0), place
        assert each.rank == place


@given(GIVEN)
@settings(max_examples=150, deadline=None)
def test_lists_follow_the_published_formula(given_stars: list[Stars]) -> None:
    candidates = [rated(stars) for stars in given_stars]
    said = {each.service_id: stars for each, stars in zip(candidates, given_stars, strict=True)}
    for each, stars in zip(candidates, given_stars, strict=True):
        assert abs(each.damped_milli - published(stars)) <= ROUNDING
    check(rank(candidates, "score", DAY), said)


def test_control_without_damping_one_five_stands_first() -> None:
    lucky, good = [(5, 5)] * 5, [(5, 5)] * 190 + [(4, 4)] * 10
    candidates = [rated(lucky), rated(good)]
    said: dict[object, Stars] = {candidates[0].service_id: lucky, candidates[1].service_id: good}
    listed = rank(candidates, "score", DAY)
    check(listed, said)
    assert listed[0].service_id == candidates[1].service_id
    undamped = [replace(each, damped_milli=each.score_milli or 0) for each in candidates]
    with pytest.raises(AssertionError):
        check(rank(undamped, "score", DAY), said)


def test_nothing_but_ratings_moves_a_place() -> None:
    """Two with the same ratings stand by distance, hour and price; no column says who paid for a place."""
    near, far = found(metres=10), found(metres=20)
    assert [each.service_id for each in rank([far, near], "score", DAY)] == [near.service_id, far.service_id]
    assert not [name for name in Found.__dataclass_fields__ if "paid" in name or "boost" in name or "sponsor" in name]
    assert damped(4_000, 50) == 4_000
