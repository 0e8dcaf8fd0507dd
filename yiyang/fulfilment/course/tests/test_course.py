"""A package is bought, used up, given back: by whom, when, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, Unknown
from yiyang.fulfilment.course import services as courses
from yiyang.fulfilment.course.errors import Begun, ReturnOver
from yiyang.fulfilment.course.models import Purchase
from yiyang.fulfilment.course.selectors import bought
from yiyang.fulfilment.course.tests.factories import GUIFANG, HOSPITAL, SYSTEM, OnSale, buy, package
from yiyang.ground.places.models import Paper
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.errors import PackageUsedUp
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import Lapsed, NotNow
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.tests.factories import letter, letters
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.errors import HoldLapsed

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def letters_id(looking_as: Looking) -> UUID:
    with looking_as("manager", "hospital"):
        return letters(open_limit=9).id


@pytest.fixture
def sold(looking_as: Looking, now: datetime, letters_id: UUID) -> OnSale:
    with looking_as("manager", "hospital"):
        return package(now, {letters_id: 2})


@pytest.fixture
def mine(looking_as: Looking, now: datetime, sold: OnSale) -> OrderRow:
    """Bought by the daughter, paid in cash at the desk."""
    with looking_as("limin") as limin:
        order = buy(limin, now, sold)
    pay(looking_as, now, order.id)
    return order


def pay(looking_as: Looking, now: datetime, order_id: UUID, key: str = "cash") -> None:
    with looking_as("desk", "hospital") as desk:
        settlement.take(by=desk, now=now, order_id=order_id, request_key=key)


def left(looking_as: Looking, now: datetime) -> int:
    with looking_as("guifang") as guifang:
        return sum(uses for _, _, uses, *_ in offered.allowances_of(guifang, GUIFANG, now))


def use(by: Actor, now: datetime, letters_id: UUID) -> OrderRow:
    return letter(by, now, letters_id, pay_with="package")


def done(looking_as: Looking, now: datetime, order_id: UUID) -> None:
    with looking_as(SYSTEM) as house:
        orders.start(order_id=order_id, by=house, now=now)
        orders.complete(order_id=order_id, by=house, now=now)


def state(looking_as: Looking, now: datetime, order_id: UUID) -> str:
    with looking_as("guifang") as guifang:
        return seen.order_of(guifang, order_id, now).state


def test_nothing_can_be_used_before_it_is_paid_and_everything_afterwards(
    looking_as: Looking, now: datetime, sold: OnSale, letters_id: UUID
) -> None:
    with looking_as("limin") as limin:
        order = buy(limin, now, sold)
        assert (order.state, order.price.minor, order.starts_at) == ("requested", 20_000, None)
        with pytest.raises(PackageUsedUp):
            use(limin, now, letters_id)
    pay(looking_as, now, order.id)
    pay(looking_as, now, order.id)
    assert left(looking_as, now) == 2
    with looking_as("limin") as limin:
        first = use(limin, now, letters_id)
        assert (first.price.minor, first.state, first.paid_with) == (0, "accepted", "package")
        use(limin, now, letters_id)
        with pytest.raises(PackageUsedUp):
            use(limin, now, letters_id)


def test_a_stranger_neither_buys_nor_sees_nor_gives_back(
    looking_as: Looking, now: datetime, sold: OnSale, mine: OrderRow
) -> None:
    with looking_as("stranger") as stranger:
        for attempt in (
            lambda: buy(stranger, now, sold),
            lambda: seen.order_card(stranger, mine.id, now),
            lambda: courses.give_back(by=stranger, now=now, order_id=mine.id, reason="mine now"),
        ):
            with pytest.raises(Unknown):
                attempt()
        assert bought(stranger, [mine.id]) == {}
        assert offered.purses(stranger, [mine.id]) == {}
    assert left(looking_as, now) == 2


def test_whoever_pays_too_late_gets_no_use_and_pays_nothing(looking_as: Looking, now: datetime, sold: OnSale) -> None:
    with looking_as("limin") as limin:
        order = buy(limin, now, sold)
    late = now + timedelta(minutes=30)
    with looking_as("desk", "hospital") as desk, pytest.raises((HoldLapsed, Lapsed)):
        settlement.take(by=desk, now=late, order_id=order.id, request_key="late")
    assert left(looking_as, late) == 0


def test_the_first_use_begins_the_course_and_the_last_one_completes_it(
    looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID
) -> None:
    with looking_as("guifang") as guifang:
        first, second = use(guifang, now, letters_id), use(guifang, now, letters_id)
    assert state(looking_as, now, mine.id) == "accepted"
    done(looking_as, now, first.id)
    assert state(looking_as, now, mine.id) == "in-progress"
    done(looking_as, now, second.id)
    assert state(looking_as, now, mine.id) == "completed"
    with looking_as("guifang") as guifang:
        assert seen.evidence(guifang, mine.id, now).complete
    ledger.verify()


def test_a_use_that_is_given_back_can_be_used_again(
    looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID
) -> None:
    with looking_as("guifang") as guifang:
        order = use(guifang, now, letters_id)
        assert left(looking_as, now) == 1
    with looking_as("guifang") as guifang:
        orders.cancel(order_id=order.id, by=guifang, now=now, reason="not well")
    assert left(looking_as, now) == 2
    assert state(looking_as, now, mine.id) == "accepted"


def test_a_missed_visit_takes_its_use(looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID) -> None:
    with looking_as("guifang") as guifang:
        order = use(guifang, now, letters_id)
    with looking_as(SYSTEM) as house:
        orders.fail(order_id=order.id, by=house, now=now, reason="no-show")
    assert (left(looking_as, now), state(looking_as, now, mine.id)) == (1, "in-progress")


@pytest.mark.parametrize(("days", "whole"), [(6.999, True), (7.0, False)], ids=["in its days", "on the hour after"])
def test_unused_it_goes_back_whole_within_its_days(
    looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID, days: float, whole: bool
) -> None:
    then = now + timedelta(days=days)
    with looking_as("limin") as limin:
        if not whole:
            with pytest.raises(ReturnOver):
                courses.give_back(by=limin, now=then, order_id=mine.id, reason="not needed")
            assert left(looking_as, then) == 2
            return
        for _ in range(2):
            courses.give_back(by=limin, now=then, order_id=mine.id, reason="not needed")
        bill = settlement.statement_of(limin, mine.id, then)
        assert (bill.state, bill.refunded.minor) == ("refunded", 20_000)
        with pytest.raises(PackageUsedUp):
            use(limin, then, letters_id)
    assert left(looking_as, then) == 0
    ledger.verify()


def test_begun_it_is_kept_until_what_is_booked_is_cancelled(
    looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID
) -> None:
    with looking_as("limin") as limin:
        order = use(limin, now, letters_id)
        with pytest.raises(Begun):
            courses.give_back(by=limin, now=now, order_id=mine.id, reason="too dear")
        assert left(looking_as, now) == 1
    with looking_as("limin") as limin:
        orders.cancel(order_id=order.id, by=limin, now=now, reason="not needed")
        assert courses.give_back(by=limin, now=now, order_id=mine.id, reason="too dear").state == "cancelled"


def test_what_was_used_is_kept_and_only_the_house_itself_may_end_it(
    looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID
) -> None:
    with looking_as("guifang") as guifang:
        order = use(guifang, now, letters_id)
    done(looking_as, now, order.id)
    with looking_as("guifang") as guifang, pytest.raises(NotNow):
        courses.give_back(by=guifang, now=now, order_id=mine.id, reason="enough")
    with looking_as("guifang") as guifang, pytest.raises(Refused):
        courses.give_back(by=guifang, now=now, order_id=mine.id, reason="provider")


def test_a_house_that_is_the_cause_may_always_take_it_back(
    looking_as: Looking, now: datetime, mine: OrderRow, letters_id: UUID
) -> None:
    then = now + timedelta(days=30)
    with looking_as("guifang") as guifang:
        use(guifang, now, letters_id)
    with looking_as("manager", "hospital") as manager:
        courses.give_back(by=manager, now=then, order_id=mine.id, reason="provider")
        assert settlement.statement_of(manager, mine.id, then).refunded.minor == 20_000
    assert left(looking_as, then) == 0


def test_what_is_on_offer_holds_what_it_says_and_vanishes_with_its_house(
    looking_as: Looking, now: datetime, sold: OnSale, letters_id: UUID
) -> None:
    with looking_as("limin") as limin:
        [card] = offered.packages(limin, now, holding=letters_id)
        assert [(each.service_id, each.uses) for each in card.contents] == [(letters_id, 2)]
        assert (card.service_id, card.valid_days, card.return_days) == (sold.service_id, 90, 7)
    with looking_as("manager", "hospital") as manager:
        Paper.objects.filter(organisation_id=HOSPITAL).update(expires_on=now.date())
        assert offered.packages(manager, now) == []
        Paper.objects.filter(organisation_id=HOSPITAL).update(expires_on=None)
        offers.retire(by=manager, now=now, service_id=sold.service_id)
        assert offered.packages(manager, now) == []
    with looking_as("limin") as limin, pytest.raises(Refused):
        buy(limin, now, sold)


def test_members_pay_by_their_rule_and_the_same_key_makes_one_package(
    looking_as: Looking, now: datetime, sold: OnSale, letters_id: UUID
) -> None:
    with looking_as("manager", "hospital") as manager:
        offers.set_price_rule(
            by=manager, now=now, service_id=sold.service_id, name="八十岁以上优待", priority=1, starts_at=now,
            ages=(80, None), share_basis_points=5_000,
        )  # fmt: skip
        one, two = (package(now, {letters_id: 3}, request_key="one form") for _ in range(2))
        assert one == two
    with looking_as("limin") as limin:
        order = buy(limin, now, sold)
        assert order.price.minor == 10_000
        assert settlement.statement_of(limin, order.id, now).due.minor == 10_000


def test_lists_cost_the_same_queries_for_one_and_for_many(
    looking_as: Looking, now: datetime, letters_id: UUID, sold: OnSale
) -> None:
    def cost() -> int:
        with looking_as("guifang") as guifang, CaptureQueriesContext(connection) as counted:
            offered.packages(guifang, now)
            seen.orders_of(guifang, GUIFANG, now)
        return len(counted)

    with looking_as("guifang") as guifang:
        buy(guifang, now, sold)
    before = cost()
    with looking_as("manager", "hospital"):
        more = [package(now, {letters_id: 2}, name=f"套餐{number}") for number in range(12)]
    with looking_as("guifang") as guifang:
        for each in more:
            buy(guifang, now, each)
    assert cost() == before
    assert Purchase.objects.count() == 0  # without eyes nobody sees one
