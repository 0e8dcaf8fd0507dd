"""Order and reasons, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from yiyang.foundation.money import Money
from yiyang.lifecycle.capacity.ranking import NEWCOMER_EVERY, Filter, FirstFree, Found, Sort, rank, stars, to_drop
from yiyang.lifecycle.offers.prices import Customer, ServiceRow, price
from yiyang.lifecycle.offers.scores import damped

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
DAY = date(2026, 11, 21)


def found(
    *, score: int = 4_000, count: int = 50, metres: int | None = 100, hours: int | None = 1, fen: int = 5_000,
    key: UUID | None = None,
) -> Found:  # fmt: skip
    service = ServiceRow(
        key or uuid4(),
        uuid4(),
        None,
        "appointment",
        "cardiology",
        "门诊",
        "",
        "active",
        Money(fen),
        "prepaid",
        10,
        15,
        3,
    )
    return Found(
        quote=price(service, [], Customer(), AT),
        organisation_id=service.organisation_id,
        organisation="医院",
        organisation_en="Hospital",
        practitioner_id=None,
        practitioner="",
        practitioner_en="",
        title="",
        title_en="",
        gender="",
        insurers=(),
        distance_metres=metres,
        first_free=None if hours is None else FirstFree(uuid4(), uuid4(), 1, AT + timedelta(hours=hours)),
        score_milli=score if count else None,
        score_count=count,
        damped_milli=damped(score, count),
    )


def test_one_five_does_not_beat_two_hundred_of_four_point_nine() -> None:
    assert damped(5_000, 1) < damped(4_900, 200)
    assert (damped(5_000, 1), damped(4_900, 200), damped(1_000, 0)) == (4_048, 4_818, 4_000)
    assert stars(4_818) == "4.82"


@given(st.integers(1_000, 5_000), st.integers(0, 10_000))
def test_damping_stays_between_the_prior_and_the_score(score: int, count: int) -> None:
    assert min(4_000, score) <= damped(score, count) <= max(4_000, score)


def test_every_fifth_place_goes_to_a_newcomer_and_says_so() -> None:
    known, new = [found(score=4_900 - n) for n in range(12)], [found(count=0) for _ in range(2)]
    listed = rank([*known, *new], "score", DAY)
    assert [each.rank for each in listed if each.newcomer] == [NEWCOMER_EVERY, 2 * NEWCOMER_EVERY]
    assert all(each.reasons[0].code == "newcomer" for each in listed if each.newcomer)
    assert [each.damped_milli for each in listed if not each.newcomer] == sorted(
        (each.damped_milli for each in known), reverse=True
    )
    assert rank([*reversed(known), *new], "score", DAY) == listed


def test_the_lot_among_newcomers_is_drawn_anew_each_day_and_is_the_same_all_day() -> None:
    new = [found(count=0, key=UUID(int=n)) for n in range(30)]
    days = {tuple(each.service_id for each in rank(new, "score", DAY + timedelta(days=n))) for n in range(5)}
    assert len(days) == 5


@given(
    st.lists(st.tuples(st.integers(1_000, 5_000), st.integers(0, 300), st.integers(0, 9), st.booleans()), max_size=30),
    st.sampled_from(["score", "distance", "soonest", "price"]),
)
def test_a_list_keeps_everyone_once_and_the_full_come_last(rows: list[tuple[int, int, int, bool]], sort: Sort) -> None:
    given_in = [found(score=s, count=c, metres=m, fen=m * 100, hours=m if free else None) for s, c, m, free in rows]
    listed = rank(given_in, sort, DAY)
    assert sorted(each.service_id for each in listed) == sorted(each.service_id for each in given_in)
    assert [each.rank for each in listed] == list(range(1, len(rows) + 1))
    full = [each.first_free is None for each in listed]
    assert full == sorted(full)
    assert all(each.reasons for each in listed)


def test_each_order_leads_with_its_own_reason() -> None:
    near = found(metres=10, score=3_000, hours=5, fen=900)
    good = found(metres=900, score=4_900, hours=9, fen=9_000)
    soon = found(metres=500, score=4_000, hours=1, fen=5_000)
    for sort, first in (("score", good), ("distance", near), ("soonest", soon), ("price", near)):
        listed = rank([near, good, soon], sort, DAY)  # type: ignore[arg-type]
        assert listed[0].service_id == first.service_id
        assert listed[0].reasons[0].code == sort


def test_the_fewest_wishes_are_dropped_and_of_equals_the_most_fruitful() -> None:
    cheap, near = (
        Filter("price", "", lambda f: f.price.minor < 100),
        Filter("near", "", lambda f: f.distance_metres == 1),
    )
    far_dear, close_dear = found(metres=9), found(metres=1)
    assert to_drop([far_dear, close_dear], [cheap, near]) == ((cheap,), 1)
    assert to_drop([far_dear], [cheap, near]) == ((cheap, near), 1)
    assert to_drop([], [cheap]) == ((), 0)
