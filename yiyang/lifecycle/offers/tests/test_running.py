"""A manager drafts, publishes, rests and changes a service; licences decide by their date; prices can be asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Refused, Unknown
from yiyang.foundation.money import Money
from yiyang.foundation.moves import allowed
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.people.models import PractitionerLicence
from yiyang.ground.places.errors import NotItsTrade
from yiyang.lifecycle.offers import errors, states
from yiyang.lifecycle.offers import selectors as asked
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.prices import Customer
from yiyang.lifecycle.offers.tests.factories import cardiology

pytestmark = pytest.mark.django_db
HOSPITAL = cast.key("hospital")
ZHAO = cast.key("practitioner-zhao")


def drafted(by: Any, now: datetime, **details: Any) -> Service:
    given = {"need": "cardiology", "name": "心内科", "name_en": "Cardiology", **details}
    price = given.pop("price", Money(5_000))
    key = given.pop("request_key", uuid4())
    return offers.draft(
        by=by, now=now, organisation_id=HOSPITAL, mode="appointment", price=price, request_key=key, **given
    )


def test_a_draft_is_nobodys_to_order_until_it_is_published(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        key = uuid4()
        service = drafted(manager, now, request_key=key)
        assert drafted(manager, now, request_key=key).id == service.id  # sent twice, made once
        with pytest.raises(errors.ServiceRetired):
            offers.quote(service_id=service.id, person_id=None, now=now)
        offers.publish(by=manager, now=now, service_id=service.id)
        offers.publish(by=manager, now=now, service_id=service.id)
        assert offers.quote(service_id=service.id, person_id=None, now=now).amount == Money(5_000)
        offers.suspend(by=manager, now=now, service_id=service.id)
        with pytest.raises(errors.ServiceRetired):
            offers.quote(service_id=service.id, person_id=None, now=now)
    for who, house, refusal in (("desk", "hospital", NotAllowed), ("stranger", None, NotAllowed)):
        with looking_as(who, house) as other, pytest.raises(refusal):
            offers.publish(by=other, now=now, service_id=service.id)
    with looking_as("desk", "community") as other, pytest.raises(Unknown):
        asked.every_service_of(other, HOSPITAL)


@pytest.mark.parametrize("old", states.SERVICE_STATES)
@pytest.mark.parametrize("new", ["active", "suspended"])
def test_a_service_moves_as_its_table_says(looking_as: Looking, now: datetime, old: str, new: str) -> None:
    verb = offers.publish if new == "active" else offers.suspend
    with looking_as("manager", "hospital") as manager:
        service = cardiology(state=old)
        if old == new or allowed(states.SERVICE, old, new):
            verb(by=manager, now=now, service_id=service.id)
            assert Service.objects.get(id=service.id).state == new
        else:
            with pytest.raises(errors.ServiceRetired):
                verb(by=manager, now=now, service_id=service.id)
            assert Service.objects.get(id=service.id).state == old


@pytest.mark.parametrize(
    ("change", "field", "refusal"),
    [
        ({"need": "moon"}, "need", errors.NoSuchNeed),
        ({"need": "nursing-home-stay"}, "category", NotItsTrade),
        ({"name": " "}, "name", Refused),
        ({"price": Money(-1)}, "price", Refused),
        ({"duration_minutes": 0}, "duration_minutes", Refused),
        ({"open_limit": 51}, "open_limit", Refused),
        ({"gender": "tall"}, "gender", errors.NotInList),
        ({"terms": "later"}, "terms", errors.NotInList),
        ({"licence": "pilot"}, "licence", errors.NotInList),
        ({"papers": ["pass"]}, "papers", errors.NotInList),
        ({"practitioner_id": cast.key("practitioner-chen")}, "practitioner_id", errors.NotOneOfOurs),
    ],
)
def test_what_a_service_cannot_be_is_refused_at_its_field(
    looking_as: Looking, now: datetime, change: dict[str, Any], field: str, refusal: type[Refused]
) -> None:
    if change.get("need") == "nursing-home-stay":
        change = {"need": next(need.code for need in asked.needs(cast.actor("limin")) if need.category == "residence")}
    with looking_as("manager", "hospital") as manager, pytest.raises(refusal) as refused:
        drafted(manager, now, **change)
    assert refused.value.field == field


def test_it_is_published_in_both_languages_or_not_at_all(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        half = drafted(manager, now, name_en="")
        with pytest.raises(errors.OneLanguageOnly) as refused:
            offers.publish(by=manager, now=now, service_id=half.id)
        assert refused.value.field == "name_en"
        offers.describe(by=manager, now=now, service_id=half.id, price=Money(6_000), name_en="Heart")
        offers.publish(by=manager, now=now, service_id=half.id)
        with pytest.raises(errors.OneLanguageOnly) as refused:
            offers.describe(by=manager, now=now, service_id=half.id, price=Money(6_000), description="慢慢讲")
        assert refused.value.field == "description_en"
        assert Service.objects.get(id=half.id).description == ""


def test_a_licence_counts_until_its_day(looking_as: Looking, now: datetime) -> None:
    day = date(2026, 11, 21)
    with looking_as("manager", "hospital") as manager:
        with_paper = drafted(manager, now, papers=["liability-insurance"])
        with pytest.raises(errors.NotLicensed) as refused:
            offers.publish(by=manager, now=now, service_id=with_paper.id)
        assert refused.value.field == "papers"
        PractitionerLicence.objects.filter(practitioner_id=ZHAO).update(expires_on=day + timedelta(days=1))
        heart = drafted(manager, now, practitioner_id=ZHAO, licence="physician")
        offers.publish(by=manager, now=now, service_id=heart.id)
        offers.require_licensed(heart.id, now)  # the last day
        with pytest.raises(errors.NotLicensed):
            offers.require_licensed(heart.id, now + timedelta(hours=14))  # midnight in Chengdu


def test_a_preview_is_the_price_of_an_order_with_the_rule_that_decides(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology()

        def rule(name: str, priority: int, **details: Any) -> UUID:
            return offers.set_price_rule(
                by=manager, now=now, service_id=service.id, name=name, priority=priority,
                starts_at=now - timedelta(days=1), share_basis_points=8_000, **details,
            )  # fmt: skip

        old, member = rule("八十岁以上", 10, ages=(80, None)), rule("会员", 5, group="member")
        said = asked.preview(manager, service.id, Customer(age=84, groups=frozenset({("member", None)})), now, now=now)
        assert (said.quote.rule_id, said.quote.amount) == (old, Money(4_000))
        assert {each.rule_id: each.verdict for each in said.judged} == {old: "decides", member: "outranked"}
        young = asked.preview(manager, service.id, Customer(age=30), now, now=now)
        assert young.quote.rule_id is None
        assert {each.verdict for each in young.judged} == {"not-this-customer"}
        with pytest.raises(errors.AmbiguousRule) as refused:
            rule("九十岁以上", 10, ages=(90, None))
        assert refused.value.facts["other"] == "八十岁以上"
        assert [each.id for each in asked.rules_of(manager, service.id)] == [old, member]
    with looking_as("desk", "hospital") as desk, pytest.raises(NotAllowed):
        asked.preview(desk, service.id, Customer(), now, now=now)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        asked.mine(stranger, service.id, now)
