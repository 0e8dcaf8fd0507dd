"""Identity numbers: what they say, and every way in which they can be wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yiyang.ground.people import errors, telephone
from yiyang.ground.people.identity_numbers import agree, check_digit, masked, normalised, read_chinese, read_passport
from yiyang.ground.people.tests.factories import identity_number

TODAY = date(2026, 11, 21)
births = st.dates(date(1900, 1, 1), TODAY)
orders = st.integers(0, 498)


def test_the_example_of_the_standard() -> None:
    said = read_chinese("11010519491231002X", TODAY)  # GB 11643-1999, annex
    assert (said.region, said.birth_on, said.sex) == ("110105", date(1949, 12, 31), "female")


@given(births, st.booleans(), orders)
def test_a_number_says_birth_date_and_sex(birth_on: date, female: bool, order: int) -> None:
    number = identity_number(birth_on, female=female, order=order)
    said = read_chinese(f" {number[:6]} {number[6:14]}-{number[14:].lower()} ", TODAY)
    assert (said.number, said.birth_on, said.sex) == (number, birth_on, "female" if female else "male")
    agree(said, birth_on=birth_on, sex=said.sex)
    agree(said, birth_on=None, sex="other")


@given(births, orders, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(birth_on: date, order: int, place: int, digit: str) -> None:
    number = identity_number(birth_on, order=order)
    assume(number[place] != digit)
    with pytest.raises(errors.WrongIdentityNumber):
        read_chinese(number[:place] + digit + number[place + 1 :], TODAY)


@given(births, orders, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_found(birth_on: date, order: int, place: int) -> None:
    number = identity_number(birth_on, order=order)
    assume(number[place] != number[place + 1])
    with pytest.raises(errors.WrongIdentityNumber):
        read_chinese(number[:place] + number[place + 1] + number[place] + number[place + 2 :], TODAY)


@pytest.mark.parametrize(
    "seventeen",
    ["51990019500230034", "51990020261122034", "51990018950101034", "99990019500615034", "00990019500615034"],
    ids=["30 February", "tomorrow", "131 years ago", "no such province", "region zero"],
)
def test_what_cannot_be_is_refused_even_with_the_right_check_digit(seventeen: str) -> None:
    with pytest.raises(errors.WrongIdentityNumber) as refusal:
        read_chinese(seventeen + check_digit(seventeen), TODAY)
    assert refusal.value.facts == {}


def test_old_and_short_numbers_and_contradictions_are_refused() -> None:
    for text in ("", "510102500615034", "51990019500615034", "abc"):
        with pytest.raises(errors.WrongIdentityNumber):
            read_chinese(text, TODAY)
    said = read_chinese(identity_number(), TODAY)
    for birth_on, sex in ((date(1950, 6, 16), "female"), (said.birth_on, "male")):
        with pytest.raises(errors.IdentityContradicts):
            agree(said, birth_on=birth_on, sex=sex)


def test_passports_of_any_country() -> None:
    assert read_passport("e 1234-5678", "CN") == "E12345678"
    assert normalised("Ｅ１２３４５６７８") == "E12345678"
    for number, issuer in (("E1", "CN"), ("E12345678", "China"), ("E12345678", ""), ("E1234567;", "CN")):
        with pytest.raises(errors.WrongIdentityNumber):
            read_passport(number, issuer)


@given(st.text("0123456789X", max_size=18))
def test_a_mask_shows_at_most_seven_signs(number: str) -> None:
    hidden = masked(number)
    assert len(hidden) == len(number)
    assert len(hidden.replace("*", "")) <= 7


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("+86-13800138000", "+8613800138000"),
        ("008613800138000", "+8613800138000"),
        ("86 13800138000", "+8613800138000"),
        ("028-8711 0000", "+862887110000"),
        ("010-87110000", "+861087110000"),
        ("+44 20 7946 0000", "+442079460000"),
    ],
)
def test_one_telephone_has_one_form(text: str, number: str) -> None:
    assert telephone.normalised(text) == number
    assert telephone.normalised(number) == number


@pytest.mark.parametrize("text", ["", "8000", "12800138000", "1380013800", "+8612800138000", "call me", "+0123456789"])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    with pytest.raises(errors.WrongPhone):
        telephone.normalised(text)
