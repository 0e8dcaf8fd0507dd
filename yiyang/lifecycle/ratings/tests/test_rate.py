"""Ratings only for proven work, once, by the person or a permitted relative, and changeable for a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.access.errors import NotAllowed
from yiyang.lifecycle.offers.models import Standing
from yiyang.lifecycle.offers.scores import damped
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.ratings import selectors
from yiyang.lifecycle.ratings import services as ratings
from yiyang.lifecycle.ratings.errors import AlreadyRated, NotProven, OutOfScale, OwnWork, TooLate, TooLong
from yiyang.lifecycle.ratings.models import Rating, Voice
from yiyang.lifecycle.ratings.services.score import mean_milli, score_of
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    GUIFANG,
    LIMIN,
    MANAGER,
    STRANGER,
    ZHAO,
    eyes,
    placed,
    service,
)
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

OPERATOR = cast.actor("operator", "office")
pytestmark = pytest.mark.usefixtures("plain_mode")
rolled_back = pytest.mark.django_db


def done(looking_as: Looking, now: datetime, service_id: UUID | None = None) -> tuple[UUID, UUID]:
    with looking_as(MANAGER):
        service_id = service_id or service(terms="postpaid")
    with looking_as(LIMIN):
        order = placed(service_id, LIMIN, now)
    with looking_as(ZHAO):
        orders.start(order_id=order.id, by=ZHAO, now=now)
        orders.complete(order_id=order.id, by=ZHAO, now=now)
    return order.id, service_id


@rolled_back
def test_a_rating_counts_once_and_is_written_down_into_offers(looking_as: Looking, now: datetime) -> None:
    order_id, service_id = done(looking_as, now)
    words = {"by": LIMIN, "now": now, "order_id": order_id, "quality": 5, "effect": 4, "text": "Kind and quick."}
    with looking_as(LIMIN):
        assert selectors.may_rate(LIMIN, order_id, now)
        first = ratings.rate(**words)  # type: ignore[arg-type]
        assert ratings.rate(**words) == first  # type: ignore[arg-type]
        with pytest.raises(AlreadyRated):
            ratings.rate(**{**words, "effect": 1})  # type: ignore[arg-type]
        assert not selectors.may_rate(LIMIN, order_id, now)
    with looking_as(GUIFANG), pytest.raises(AlreadyRated):
        ratings.rate(**{**words, "by": GUIFANG})  # type: ignore[arg-type]
    with looking_as(ANONYMOUS):
        found = ratings.standing(service_id)
        assert (found.score_milli, found.count, found.damped_milli) == (4_500, 1, damped(4_500, 1))
        assert found.sentence % found.facts
        [voice] = selectors.ratings_of(ANONYMOUS, service_id)
        assert (voice.quality, voice.effect, voice.text) == (5, 4, "Kind and quick.")
        assert not Rating.objects.exists()


@rolled_back
def test_only_proven_work_is_rated(looking_as: Looking, now: datetime) -> None:
    with looking_as(MANAGER):
        service_id = service(terms="postpaid")
    with looking_as(LIMIN):
        order = placed(service_id, LIMIN, now)
        wish = {"by": LIMIN, "now": now, "order_id": order.id, "quality": 5, "effect": 5}
        with pytest.raises(NotProven):
            ratings.rate(**wish)  # type: ignore[arg-type]
        orders.cancel(order_id=order.id, by=LIMIN, now=now, reason="no")
        with pytest.raises(NotProven):
            ratings.rate(**wish)  # type: ignore[arg-type]


@rolled_back
@pytest.mark.parametrize(
    ("who", "house", "refusal"),
    [
        ("stranger", None, Unknown),
        ("zhao", "hospital", Unknown),
        ("desk", "hospital", Unknown),
        ("chen", None, Unknown),
    ],
)
def test_nobody_else_rates(looking_as: Looking, now: datetime, who: str, house: str | None, refusal: type) -> None:
    order_id, _ = done(looking_as, now)
    with looking_as(who, house) as actor, pytest.raises(refusal):
        ratings.rate(by=actor, now=now, order_id=order_id, quality=5, effect=5)


@rolled_back
def test_the_worker_does_not_rate_even_as_a_daughter(looking_as: Looking, now: datetime) -> None:
    order_id, _ = done(looking_as, now)
    for worker in ("zhao", "desk"):
        access.relate(
            viewer_id=cast.key(worker), person_id=cast.key("guifang"), kind="family", scopes=("book", "see"), now=now
        )
        with looking_as(worker) as actor, pytest.raises(OwnWork):
            ratings.rate(by=actor, now=now, order_id=order_id, quality=5, effect=5)


@rolled_back
def test_scores_lie_on_the_scale(looking_as: Looking, now: datetime) -> None:
    order_id, _ = done(looking_as, now)
    with looking_as(LIMIN):
        for stars in (0, 6, True, 4.5):
            with pytest.raises(OutOfScale):
                ratings.rate(by=LIMIN, now=now, order_id=order_id, quality=5, effect=stars)  # type: ignore[arg-type]
        with pytest.raises(TooLong):
            ratings.rate(by=LIMIN, now=now, order_id=order_id, quality=5, effect=5, text="x" * 1_001)


@rolled_back
def test_a_rating_can_be_changed_for_seven_days(looking_as: Looking, now: datetime) -> None:
    order_id, service_id = done(looking_as, now)
    with looking_as(LIMIN):
        ratings.rate(by=LIMIN, now=now, order_id=order_id, quality=1, effect=1)
    end = now + timedelta(days=7)
    with looking_as(GUIFANG):
        just = end - timedelta(microseconds=1)
        ratings.change(by=GUIFANG, now=just, order_id=order_id, quality=5, effect=5, text="I was angry.")
        assert ratings.standing(service_id).score_milli == 5_000
        with pytest.raises(TooLate):
            ratings.change(by=GUIFANG, now=end, order_id=order_id, quality=1, effect=1)
    with looking_as(STRANGER), pytest.raises(Unknown):
        ratings.change(by=STRANGER, now=now, order_id=order_id, quality=1, effect=1)


@rolled_back
def test_the_house_answers_and_only_the_platform_hides(looking_as: Looking, now: datetime) -> None:
    order_id, service_id = done(looking_as, now)
    with looking_as(LIMIN):
        rating_id = ratings.rate(by=LIMIN, now=now, order_id=order_id, quality=1, effect=1, text="Thieves!")
        with pytest.raises(NotAllowed):
            ratings.reply(by=LIMIN, now=now, rating_id=rating_id, text="x")
    with looking_as(ZHAO):
        ratings.reply(by=ZHAO, now=now, rating_id=rating_id, text="We are sorry.")
        with pytest.raises(NotAllowed):
            ratings.hide(by=ZHAO, now=now, rating_id=rating_id, reason="it is unkind")
    with looking_as("chen", "community") as actor, pytest.raises(NotAllowed):
        ratings.reply(by=actor, now=now, rating_id=rating_id, text="x")
    with looking_as(OPERATOR):
        with pytest.raises(Invalid):
            ratings.hide(by=OPERATOR, now=now, rating_id=rating_id, reason=" ")
        ratings.hide(by=OPERATOR, now=now, rating_id=rating_id, reason="insult")
        ratings.hide(by=OPERATOR, now=now, rating_id=rating_id, reason="insult")
        [voice] = selectors.ratings_of(OPERATOR, service_id)
        assert (voice.text, voice.hidden, voice.hidden_reason) == ("", True, "insult")
        assert ratings.standing(service_id).count == 0
    with looking_as(LIMIN), pytest.raises(TooLate):
        ratings.change(by=LIMIN, now=now, order_id=order_id, quality=2, effect=2)


@rolled_back
def test_the_list_of_ratings_is_one_query(looking_as: Looking, now: datetime, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    _, service_id = done(looking_as, now)
    for size in (1, 4):
        for _ in range(size):
            order_id, _ = done(looking_as, now, service_id)
            with looking_as(LIMIN):
                ratings.rate(by=LIMIN, now=now, order_id=order_id, quality=4, effect=4)
        with looking_as(ANONYMOUS), django_assert_num_queries(1):
            selectors.ratings_of(ANONYMOUS, service_id)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=300))
@settings(max_examples=200, deadline=None)
def test_the_score_is_the_mean_and_damping_pulls_it_to_four(stars: list[tuple[int, int]]) -> None:
    score, count = score_of(stars)
    pulled = damped(score, count)
    if not stars:
        assert (score, pulled) == (4_000, 4_000)
        return
    exact = sum(quality + effect for quality, effect in stars) * 500 / count
    assert abs(score - exact) <= 0.5
    assert min(score, 4_000) <= pulled <= max(score, 4_000)
    assert abs(pulled - (20 * 4_000 + count * score) / (20 + count)) <= 0.5


def test_one_five_does_not_beat_two_hundred_good_ones() -> None:
    assert damped(5_000, 1) < damped(4_900, 200)
    assert mean_milli(9, 1) == 4_500


def test_two_people_rating_at_once_are_both_counted(committed: str, now: datetime) -> None:
    """The second waits for the first before it counts; the sum in offers misses nobody."""
    with transaction.atomic(using="owner"):
        service_id = service("owner", terms="postpaid")
    ids = []
    for _ in range(2):
        with eyes(LIMIN, now):
            order = placed(service_id, LIMIN, now)
        with eyes(ZHAO, now):
            orders.start(order_id=order.id, by=ZHAO, now=now)
            orders.complete(order_id=order.id, by=ZHAO, now=now)
        ids.append(order.id)
    run_together([lambda order_id=order_id: _rate(order_id, now) for order_id in ids])  # type: ignore[misc]
    with eyes(DESK, now):
        assert Standing.objects.get(service_id=service_id).score_count == 2
        assert Voice.objects.count() == 2


def _rate(order_id: UUID, now: datetime) -> None:
    with eyes(LIMIN, now):
        ratings.rate(by=LIMIN, now=now, order_id=order_id, quality=5, effect=5)


def run_together(deeds: list) -> None:  # type: ignore[type-arg]
    from concurrent.futures import ThreadPoolExecutor

    def closing(deed):  # type: ignore[no-untyped-def]
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        for future in [pool.submit(closing, deed) for deed in deeds]:
            future.result()
