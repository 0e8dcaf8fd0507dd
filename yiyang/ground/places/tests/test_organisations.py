"""What a house is, sells, when it is open, and in whose name it acts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.places import errors, selectors, services
from yiyang.ground.places.models import Entrustment, Kind
from yiyang.ground.places.reference import CATEGORIES
from yiyang.ground.places.tests.factories import a_draft

pytestmark = pytest.mark.django_db


def test_what_a_house_may_sell_follows_from_its_kinds(looking_as: Looking) -> None:
    with looking_as("stranger"):
        services.require_trade(cast.key("pharmacy"), "medicine")
        services.require_trade(cast.key("hospital"), "surgery")
        for house, category in (("pharmacy", "surgery"), ("community", "medicine"), ("bureau", "goods")):
            with pytest.raises(errors.NotItsTrade):
                services.require_trade(cast.key(house), category)
        for kind in Kind.objects.all():
            assert set(kind.sells) <= set(CATEGORIES)
            assert kind.name
            assert kind.name_en


def test_a_house_is_registered_described_and_changed_by_its_own(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        house = a_draft(operator, now, source="fhir/123")
        assert a_draft(operator, now, source="fhir/123").id == house.id
        with pytest.raises(errors.UnknownKind):
            a_draft(operator, now, kinds=["palace"])
        with pytest.raises(errors.WrongCreditCode):
            a_draft(operator, now, credit_code="91350100M000100Y44")
        assert a_draft(operator, now, credit_code="91350100m000100y43").credit_code == "91350100M000100Y43"
    with looking_as("manager", "hospital") as manager:
        changed = services.describe_organisation(
            by=manager, now=now, organisation_id=cast.key("hospital"), phone="028-87110000", address="都江堰大道 1 号"
        )
        assert changed.phone == "028-87110000"
        with pytest.raises(NotAllowed):
            services.describe_organisation(by=manager, now=now, organisation_id=cast.key("residence"), phone="1")
        with pytest.raises(TypeError):
            services.describe_organisation(by=manager, now=now, organisation_id=cast.key("hospital"), state="live")


def test_opening_hours_are_read_on_the_wall_of_the_house(looking_as: Looking, now: datetime) -> None:
    hospital = cast.key("hospital")
    with looking_as("manager", "hospital") as manager:
        assert selectors.organisation_card(manager, hospital, now).open_now is None
        services.set_opening_hours(
            by=manager, now=now, organisation_id=hospital, hours=[(6, time(8), time(12)), (6, time(14), time(17, 30))]
        )
        card = selectors.organisation_card(manager, hospital, now)
        assert card.open_now is True  # Saturday, ten in Chengdu
        assert [name for _, name in card.areas] == ["Chengdu", "Dujiangyan", "Xingfu"]
        for at, is_open in (
            ("2026-11-21T07:59:59+08:00", False),
            ("2026-11-21T08:00+08:00", True),
            ("2026-11-21T12:00+08:00", False),
            ("2026-11-22T10:00+08:00", False),
        ):
            assert selectors.is_open_at(list(card.hours), datetime.fromisoformat(at), "Asia/Shanghai") is is_open
        with pytest.raises(errors.PeriodImpossible):
            services.set_opening_hours(by=manager, now=now, organisation_id=hospital, hours=[(1, time(12), time(8))])
        with pytest.raises(Unknown):
            selectors.organisation_card(manager, cast.key("nowhere"), now)


def test_a_house_serves_the_areas_below_the_ones_it_names(looking_as: Looking, now: datetime) -> None:
    hospital = cast.key("hospital")
    with looking_as("manager", "hospital") as manager:
        services.set_service_areas(by=manager, now=now, organisation_id=hospital, area_ids=[cast.key("dujiangyan")])
        assert selectors.serves(manager, hospital, cast.key("xingfu"))
        assert not selectors.serves(manager, hospital, cast.key("chengdu"))
        with pytest.raises(Unknown):
            services.set_service_areas(by=manager, now=now, organisation_id=hospital, area_ids=[hospital])


def test_an_agent_acts_in_the_principals_name_inside_the_term_only(looking_as: Looking, now: datetime) -> None:
    community, residence, day = cast.key("community"), cast.key("residence"), timedelta(days=1)
    term = {"by": None, "now": now, "principal_id": community, "starts_at": now, "ends_at": now + 90 * day}
    with looking_as("operator", "office") as operator, pytest.raises(NotAllowed):  # it does not run the centre
        services.entrust(**{**term, "by": operator}, agent_id=residence, scopes=["meal"])
    RoleAssignment.objects.create(
        holder_id=cast.key("manager"), organisation_id=community, role="manager", starts_at=cast.SINCE
    )
    with looking_as("manager", "community") as manager:
        term["by"] = manager
        ids = services.entrust(**term, agent_id=residence, scopes=["meal", "activity"])
        assert services.entrust(**term, agent_id=residence, scopes=["meal", "activity"]) == ids
        with pytest.raises(errors.AlreadyEntrusted):
            services.entrust(**term, agent_id=cast.key("hospital"), scopes=["meal", "day-care"])
        mandate = selectors.mandate(residence, community, "meal", now)
        assert (mandate.principal_name, mandate.agent_name) == ("幸福社区养老服务中心", "青城山颐养院")
        for scope, at in (("meal", now + 90 * day), ("meal", now - day), ("day-care", now)):
            with pytest.raises(errors.NotEntrusted):
                selectors.mandate(residence, community, scope, at)
        services.end_entrustment(by=manager, now=now + day, entrustment_id=ids[0])
        services.end_entrustment(by=manager, now=now + day, entrustment_id=ids[0])
        with pytest.raises(errors.NotEntrusted):
            selectors.mandate(residence, community, "activity", now + day)


def test_the_database_refuses_two_agents_with_one_scope(looking_as: Looking, now: datetime) -> None:
    row = {"scope": "meal", "during": DateTimeTZRange(now, now + timedelta(days=1)), "agreed_at": now}
    with looking_as("manager", "community"):
        Entrustment.objects.create(principal_id=cast.key("community"), agent_id=cast.key("residence"), **row)
        with pytest.raises(IntegrityError, match="entrustment_one_agent"), transaction.atomic():
            Entrustment.objects.create(principal_id=cast.key("community"), agent_id=cast.key("hospital"), **row)
        Entrustment.objects.create(
            principal_id=cast.key("community"), agent_id=cast.key("hospital"), **{**row, "scope": "activity"}
        )
