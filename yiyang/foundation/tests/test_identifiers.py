"""Keys rise; codes survive the telephone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.foundation.identifiers import _ALPHABET, new_id, random_short_code, read_short_code, short_code

numbers = st.integers(0, 31**6 - 1)


def test_keys_are_version_seven_and_rise_strictly_even_from_many_threads() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert {key.version for key in made} == {7}
    assert {key.variant for key in made} == {"specified in RFC 4122"}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: new_id(), range(5_000)))
    assert len(set(together)) == 5_000


@given(numbers)
def test_a_code_reads_back_however_it_was_typed(number: int) -> None:
    code = short_code(number)
    assert read_short_code(code) == code
    assert read_short_code(code.lower().replace("-", " ")) == code
    assert read_short_code(code.removeprefix("YY-")) == code


@given(numbers, st.integers(0, 6), st.sampled_from(_ALPHABET))
def test_one_wrong_sign_is_always_found(number: int, place: int, sign: str) -> None:
    signs = short_code(number).removeprefix("YY").replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert (read_short_code(wrong) is None) == (wrong != signs)


@given(numbers, st.integers(0, 4))
def test_two_swapped_neighbours_are_always_found(number: int, place: int) -> None:
    signs = short_code(number).removeprefix("YY").replace("-", "")
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert (read_short_code(swapped) is None) == (swapped != signs)


def test_what_cannot_be_a_code_is_none() -> None:
    for text in ("", "YY-7K3M", "YY-0000-000", "hello there", "YY-7K3M-2QXX"):
        assert read_short_code(text) is None
    assert read_short_code(random_short_code()) is not None
    with pytest.raises(ValueError, match="31"):
        short_code(31**6)
