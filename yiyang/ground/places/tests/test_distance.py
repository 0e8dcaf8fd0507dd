"""Distances agree with a published one and behave like distances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.ground.places.credit_code import check_sign, normalised
from yiyang.ground.places.distance import distance_metres, travel_minutes

points = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


def test_one_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_metres((30.0, 103.0), (31.0, 103.0)) == 111_195


def test_a_short_walk_a_bus_and_a_car() -> None:
    hospital, community = (30.9883, 103.6469), (30.9952, 103.6401)
    assert 950 <= distance_metres(hospital, community) <= 1_050
    minutes = [travel_minutes(hospital, community, by) for by in ("walk", "bus", "car")]
    assert minutes == [20, 14, 9]
    assert travel_minutes(hospital, hospital) == 0


def test_latitude_comes_first() -> None:
    with pytest.raises(ValueError, match="latitude"):
        distance_metres((103.6, 30.9), (30.9, 103.6))


@given(a=points, b=points)
def test_there_and_back_are_equally_far_and_never_more_than_half_the_globe(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    assert distance_metres(a, b) == distance_metres(b, a)
    assert 0 <= distance_metres(a, b) <= 20_015_200
    assert distance_metres(a, a) == 0


@given(seventeen=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), place=st.integers(0, 16))
def test_one_wrong_sign_in_a_credit_code_is_found(seventeen: str, place: int) -> None:
    code = seventeen + check_sign(seventeen)
    assert normalised(code.lower()) == code
    wrong = "0" if code[place] != "0" else "1"
    assert normalised(code[:place] + wrong + code[place + 1 :]) is None
