"""The same question always gets the same price and names its rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.foundation.money import Money
from yiyang.lifecycle.offers.prices import AmbiguousPrice, Customer, Rule, ServiceRow, applies, price

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
SERVICE = ServiceRow(
    uuid4(),
    uuid4(),
    None,
    "appointment",
    "cardiology",
    "心内科",
    "Cardiology",
    "active",
    Money(5_000),
    "prepaid",
    10,
    15,
    3,
)


def rule(**changes: object) -> Rule:
    fields: dict[str, object] = {
        "id": uuid4(), "service_id": SERVICE.id, "name": "敬老价", "name_en": "Elders", "priority": 1,
        "starts_at": AT - timedelta(days=1), "ends_at": None, "age_from": None, "age_to": None, "level_from": None,
        "level_to": None, "group": None, "granted_by_id": None, "price_minor": None, "share_basis_points": 8_000,
    }  # fmt: skip
    return Rule(**{**fields, **changes})  # type: ignore[arg-type]


def test_without_a_rule_the_list_price_stands() -> None:
    quote = price(SERVICE, [], Customer(), AT)
    assert (quote.amount, quote.rule_id, quote.terms) == (Money(5_000), None, "prepaid")
    assert [line.code for line in quote.lines] == ["list-price"]


def test_the_highest_priority_decides_and_is_named() -> None:
    low, high = rule(priority=1, share_basis_points=9_000), rule(priority=2, price_minor=2_500, share_basis_points=None)
    quote = price(SERVICE, [low, high], Customer(), AT)
    assert (quote.amount, quote.rule_id, quote.rule_name_en) == (Money(2_500), high.id, "Elders")
    assert sum((line.amount.minor for line in quote.lines), 0) == 2_500


@pytest.mark.parametrize(("age", "fits"), [(59, False), (60, True), (89, True), (90, False), (None, False)])
def test_an_age_range_is_half_open_and_the_unknown_never_helps(age: int | None, fits: bool) -> None:
    assert applies(rule(age_from=60, age_to=90), Customer(age=age), AT) is fits


@pytest.mark.parametrize(("seconds", "fits"), [(-1, False), (0, True), (3_599, True), (3_600, False)])
def test_a_period_is_half_open(seconds: int, fits: bool) -> None:
    within = rule(starts_at=AT, ends_at=AT + timedelta(hours=1))
    assert applies(within, Customer(), AT + timedelta(seconds=seconds)) is fits


def test_a_members_price_asks_whose_member() -> None:
    ours, theirs = uuid4(), uuid4()
    members = rule(group="member", granted_by_id=ours)
    assert applies(members, Customer(groups=frozenset({("member", ours)})), AT)
    assert not applies(members, Customer(groups=frozenset({("member", theirs), ("member", None)})), AT)
    assert applies(rule(group="child-payer"), Customer(groups=frozenset({("child-payer", None)})), AT)


def test_nothing_to_pay_is_free_whatever_the_terms() -> None:
    assert price(SERVICE, [rule(share_basis_points=0)], Customer(), AT).terms == "free"


def test_two_rules_of_equal_priority_are_a_fault_and_never_a_guess() -> None:
    with pytest.raises(AmbiguousPrice):
        price(SERVICE, [rule(), rule()], Customer(), AT)


@given(st.permutations([1, 2, 3, 4, 5]), st.integers(0, 120))
def test_the_order_in_which_rules_are_read_does_not_matter(order: list[int], age: int) -> None:
    rules = {n: rule(priority=n, age_from=20 * n, share_basis_points=1_000 * n) for n in order}
    by_number = price(SERVICE, [rules[n] for n in sorted(rules)], Customer(age=age), AT)
    assert price(SERVICE, [rules[n] for n in order], Customer(age=age), AT) == by_number
