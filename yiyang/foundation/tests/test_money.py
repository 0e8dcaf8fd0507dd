"""Money never loses a fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.foundation.money import Money, largest_remainder

fen = st.integers(-(10**14), 10**14)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(lambda found: sum(found) > 0)


@given(fen, weights)
def test_parts_sum_to_the_whole_and_none_is_off_by_a_fen(minor: int, shares: list[int]) -> None:
    parts = Money(minor).split(shares)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, shares, strict=True):
        assert abs(abs(part.minor) - abs(minor) * weight / sum(shares)) < 1 + abs(minor) * 1e-12


def test_the_largest_remainder_gets_the_odd_fen_and_ties_go_to_the_first() -> None:
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(10, [1, 2]) == [3, 7]
    assert largest_remainder(0, [5]) == [0]


@pytest.mark.parametrize(
    ("minor", "basis_points", "expected"),
    [(2500, 2000, 500), (1, 5000, 1), (-1, 5000, -1), (333, 3333, 111), (100, 0, 0), (10_000, 10_000, 10_000)],
)
def test_a_share_rounds_half_away_from_zero(minor: int, basis_points: int, expected: int) -> None:
    assert Money(minor).percent(basis_points) == Money(expected)


def test_what_is_not_whole_fen_of_one_currency_is_refused() -> None:
    with pytest.raises(TypeError):
        Money(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(True)
    with pytest.raises(TypeError):
        Money(1) * 1.5  # type: ignore[operator]
    with pytest.raises(ValueError, match="cannot mix"):
        Money(1) + Money(1, "USD")
    for bad in ([], [0, 0], [-1, 2]):
        with pytest.raises(ValueError, match="weights"):
            Money(5).split(bad)


def test_money_reads_as_an_amount() -> None:
    assert str(Money(-123456)) == "-1234.56 CNY"
    assert str(Money(5)) == "0.05 CNY"
    assert -Money(3) + Money(5) - Money(1) == Money(1)
    assert not Money(0)
