"""Offering, pricing, packaging: what is done, what is refused, and that the stranger may do nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Forbidden, Invalid, Unknown
from yiyang.foundation.money import Money
from yiyang.ground.access.context import acting_as
from yiyang.ground.places.errors import NotItsTrade
from yiyang.lifecycle.offers import selectors
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.errors import AmbiguousRule, NoSuchNeed, PackageUsedUp, ServiceRetired
from yiyang.lifecycle.offers.models import Allowance, PriceRule
from yiyang.lifecycle.offers.prices import AmbiguousPrice
from yiyang.lifecycle.offers.tests.factories import cardiology

MANAGER = cast.actor("manager", "hospital")
ROLLED_BACK = pytest.mark.django_db


@ROLLED_BACK
def test_a_house_sells_what_its_kinds_allow(looking_as: Looking, now: datetime) -> None:
    wish = {"now": now, "organisation_id": cast.key("hospital"), "mode": "appointment", "price": Money(5_000)}
    with looking_as("manager", "hospital") as manager:
        service = offers.offer(by=manager, need="cardiology", name="心内科门诊", **wish)
        assert selectors.service_card(manager, service.id).need == "cardiology"
        with pytest.raises(NotItsTrade):
            offers.offer(by=manager, need="residence", name="养老床位", **wish)
        with pytest.raises(NoSuchNeed):
            offers.offer(by=manager, need="moon-walk", name="登月", **wish)
    with looking_as("stranger") as stranger, pytest.raises(Forbidden):
        offers.offer(by=stranger, need="cardiology", name="假门诊", **wish)


@ROLLED_BACK
def test_what_is_retired_gets_no_price(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        assert offers.quote(service_id=service.id, person_id=None, now=now).amount == Money(5_000)
        offers.retire(by=manager, now=now, service_id=service.id)
        offers.retire(by=manager, now=now, service_id=service.id)
        with pytest.raises(ServiceRetired):
            offers.quote(service_id=service.id, person_id=None, now=now)
        with pytest.raises(Unknown):
            offers.quote(service_id=uuid4(), person_id=None, now=now)


@ROLLED_BACK
def test_guifang_pays_the_elders_price_and_limin_does_not(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        rule = offers.set_price_rule(
            by=manager, now=now, service_id=service.id, name="敬老价", name_en="Elders", priority=10,
            starts_at=now, ages=(65, None), share_basis_points=8_000,
        )  # fmt: skip
    with looking_as("limin"):
        hers = offers.quote(service_id=service.id, person_id=cast.key("guifang"), now=now)
        own = offers.quote(service_id=service.id, person_id=cast.key("limin"), now=now)
    assert (hers.amount, hers.rule_id, hers.rule_name) == (Money(4_000), rule, "敬老价")
    assert (own.amount, own.rule_id) == (Money(5_000), None)
    with looking_as("limin"):
        assert offers.quote(service_id=service.id, person_id=cast.key("guifang"), now=now) == hers
    with looking_as("manager", "hospital") as manager:
        offers.withdraw_price_rule(by=manager, now=now, rule_id=rule)
        assert offers.quote(service_id=service.id, person_id=cast.key("guifang"), now=now).rule_id is None


@ROLLED_BACK
def test_a_member_of_the_community_pays_the_members_price(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        offers.set_price_rule(
            by=manager, now=now, service_id=service.id, name="会员价", priority=10, starts_at=now, group="member",
            granted_by_id=cast.key("community"), price_minor=3_000,
        )  # fmt: skip
    with looking_as("guifang"):
        assert offers.quote(service_id=service.id, person_id=cast.key("guifang"), now=now).amount == Money(5_000)
    with looking_as("chen", "community") as chen:
        who = {"by": chen, "now": now, "organisation_id": cast.key("community"), "person_id": cast.key("guifang")}
        assert offers.enrol(**who, group="member") == offers.enrol(**who, group="member")
        with pytest.raises(Invalid):
            offers.enrol(**who, group="king")
    with looking_as("guifang"):
        assert offers.quote(service_id=service.id, person_id=cast.key("guifang"), now=now).amount == Money(3_000)
    with looking_as("stranger") as stranger, pytest.raises(Forbidden):
        offers.enrol(**{**who, "by": stranger}, group="member")


@ROLLED_BACK
def test_two_rules_that_could_both_apply_are_refused_when_saved(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        common = {"by": manager, "now": now, "service_id": service.id, "starts_at": now, "share_basis_points": 9_000}
        offers.set_price_rule(**common, name="敬老价", priority=10, ages=(60, None))
        for clash in ({"ages": (80, None)}, {"group": "member"}, {"levels": (2, 4)}):
            with pytest.raises(AmbiguousRule, match="敬老价"):
                offers.set_price_rule(**common, name="另一个", priority=10, **clash)
        offers.set_price_rule(**common, name="儿童价", priority=10, ages=(None, 60))
        offers.set_price_rule(**common, name="会员价", priority=11, group="member")


@ROLLED_BACK
def test_a_rule_needs_one_price_and_proper_ranges(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        common = {"by": manager, "now": now, "service_id": cardiology().id, "name": "价", "priority": 1}
        for wrong in (
            {"starts_at": now},
            {"starts_at": now, "price_minor": 1, "share_basis_points": 1},
            {"starts_at": now, "price_minor": -1},
            {"starts_at": now, "price_minor": 1, "ages": (60, 60)},
            {"starts_at": now, "price_minor": 1, "ends_at": now},
        ):
            with pytest.raises(Invalid):
                offers.set_price_rule(**common, **wrong)
    with looking_as("stranger") as stranger, pytest.raises(Forbidden):
        offers.set_price_rule(**{**common, "by": stranger}, starts_at=now, price_minor=1)


def _store(service_id: UUID, now: datetime) -> None:
    """Save a rule past the service, as a second manager who looked at the same moment would."""
    with acting_as(MANAGER), transaction.atomic():
        PriceRule.objects.create(
            organisation_id=cast.key("hospital"), service_id=service_id, name="价", priority=1, starts_at=now,
            price_minor=1,
        )  # fmt: skip


def test_the_database_itself_refuses_the_second_rule(committed: str, now: datetime) -> None:
    service = cardiology("owner")
    _store(service.id, now)
    with pytest.raises(IntegrityError, match="price_rule_unambiguous"):
        _store(service.id, now)


def test_control_without_the_constraint_a_price_is_in_doubt(committed: str, now: datetime) -> None:
    service = cardiology("owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE offers_pricerule DROP CONSTRAINT price_rule_unambiguous")
    _store(service.id, now)
    _store(service.id, now)
    with transaction.atomic(), pytest.raises(AmbiguousPrice):
        offers.quote(service_id=service.id, person_id=None, now=now)


@ROLLED_BACK
def test_the_published_rule_says_what_comes_back(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        start = now + timedelta(hours=48)
        assert offers.share_returned(service_id=service.id, starts_at=start, now=now) == 10_000
        offers.publish_cancellation(by=manager, now=now, service_id=service.id, shares={24: 10_000, 2: 5_000})
        for hours, share in ((25, 10_000), (24, 10_000), (23, 5_000), (2, 5_000), (1, 0), (-1, 0)):
            at = start - timedelta(hours=hours)
            assert offers.share_returned(service_id=service.id, starts_at=start, now=at) == share
        assert selectors.service_card(manager, service.id).cancellation == ((24, 10_000), (2, 5_000))
        with pytest.raises(Invalid):
            offers.publish_cancellation(by=manager, now=now, service_id=service.id, shares={24: 1, 2: 2})
    with looking_as("stranger") as stranger, pytest.raises(Forbidden):
        offers.publish_cancellation(by=stranger, now=now, service_id=service.id, shares={})


@ROLLED_BACK
def test_the_sixth_use_of_five_is_refused_and_one_given_back_can_be_used(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        package = offers.make_package(
            by=manager, now=now, organisation_id=cast.key("hospital"), name="五次套餐", price=Money(20_000),
            valid_days=90, uses={service.id: 5},
        )  # fmt: skip
    guifang, orders = cast.key("guifang"), [uuid4() for _ in range(6)]
    with looking_as("guifang") as viewer:
        bought = uuid4()
        offers.grant_package(package_id=package, person_id=guifang, order_id=bought, now=now)
        offers.grant_package(package_id=package, person_id=guifang, order_id=bought, now=now)
        wish = {"service_id": service.id, "person_id": guifang, "now": now}
        assert [offers.reserve_use(**wish, order_id=order) for order in orders[:5]] == [1, 2, 3, 4, 5]
        assert offers.reserve_use(**wish, order_id=orders[0]) == 1
        with pytest.raises(PackageUsedUp):
            offers.reserve_use(**wish, order_id=orders[5])
        assert offers.take_use(order_id=orders[0], now=now)
        assert not offers.give_back_use(order_id=orders[0], now=now)
        assert offers.give_back_use(order_id=orders[1], now=now)
        assert not offers.give_back_use(order_id=orders[1], now=now)
        assert offers.reserve_use(**wish, order_id=orders[5]) == 5
        assert [left for _, _, left, *_ in selectors.allowances_of(viewer, guifang, now)] == [0]
    with looking_as("stranger") as stranger:
        assert selectors.allowances_of(stranger, guifang, now) == []
        with pytest.raises(PackageUsedUp):
            offers.reserve_use(**wish, order_id=uuid4())


@ROLLED_BACK
def test_the_database_itself_refuses_an_overdrawn_package(looking_as: Looking, now: datetime) -> None:
    test_the_sixth_use_of_five_is_refused_and_one_given_back_can_be_used(looking_as, now)
    with looking_as("guifang"), pytest.raises(IntegrityError, match="allowance_not_overdrawn"), transaction.atomic():
        Allowance.objects.update(used=F("used") + 1)


@ROLLED_BACK
def test_a_list_of_services_costs_the_same_queries_whatever_its_length(
    looking_as: Looking, django_assert_num_queries: object
) -> None:
    with looking_as("manager", "hospital") as manager:
        for number in range(4):
            cardiology(name=f"门诊{number}")
            with django_assert_num_queries(3):  # type: ignore[operator]
                assert len(selectors.services_of(manager, cast.key("hospital"))) == number + 1
        assert connection.in_atomic_block


@ROLLED_BACK
def test_scores_are_written_down_and_needs_are_found_by_their_words(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()
        for count in (1, 2):
            offers.write_score(service_id=service.id, score_milli=4_500, score_count=count, damped_milli=4_100, now=now)
        card = selectors.service_card(manager, service.id)
        assert (card.score_milli, card.score_count) == (4_500, 2)
        assert [need.code for need in selectors.needs_like(manager, "高血压")] == ["cardiology"]
        assert [need.code for need in selectors.needs(manager, offered_at=now)] == ["cardiology"]
        assert selectors.needs_like(manager, " ") == []
