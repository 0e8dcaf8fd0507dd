"""The tree of areas and of houses: no gap, no loop, and a supervisor's subtree."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.places import errors, selectors, services
from yiyang.ground.places.models import Area
from yiyang.ground.places.tests.factories import a_draft

rolled_back = pytest.mark.django_db


@rolled_back
def test_a_street_is_added_below_its_district_and_a_lonely_one_is_refused(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        street = services.add_area(
            by=operator, now=now, kind="street", name="灌口街道", name_en="Guankou", parent_id=cast.key("dujiangyan")
        )
        for parent in (None, cast.key("chengdu"), cast.key("xingfu")):
            with pytest.raises(errors.AreaNeedsParent) as refusal:
                services.add_area(by=operator, now=now, kind="street", name="x", parent_id=parent)
            assert refusal.value.facts == {"kind": "street", "parent": "district"}
        assert street.id in selectors.area_and_below(operator, cast.key("chengdu"))
        names = [area.name_en for area in selectors.area_chain(operator, street.id)]
        assert names == ["Chengdu", "Dujiangyan", "Guankou"]
    with looking_as("manager", "hospital") as manager, pytest.raises(NotAllowed):
        services.add_area(by=manager, now=now, kind="city", name="x")


@rolled_back
def test_the_database_refuses_a_lonely_street_and_a_wrong_level(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office"):
        keeper = cast.key("office")
        for attempt, why in (
            ({"kind": "street", "parent_id": None}, "area_below_city"),
            ({"kind": "street", "parent_id": cast.key("chengdu")}, "one level below"),
        ):
            with pytest.raises(IntegrityError, match=why), transaction.atomic():
                Area.objects.create(name="x", keeper_id=keeper, **attempt)


@rolled_back
def test_a_supervisor_sees_exactly_the_subtree(looking_as: Looking) -> None:
    with looking_as("inspector", "bureau") as inspector:
        below = selectors.area_and_below(inspector, cast.key("dujiangyan"))
        assert set(below) == {cast.key(one) for one in ("dujiangyan", "qingchengshan", "xingfu")}
        houses = {house.id for house in selectors.organisations_in(inspector, cast.key("xingfu"))}
        assert cast.key("hospital") in houses
        assert cast.key("residence") not in houses


@rolled_back
def test_a_house_never_stands_above_itself(looking_as: Looking, now: datetime) -> None:
    with looking_as("operator", "office") as operator:
        centre, station = a_draft(operator, now), a_draft(operator, now, name="站")
        services.set_parent(by=operator, now=now, organisation_id=station.id, parent_id=centre.id)
        assert [level for _, _, level in selectors.network(operator, centre.id)] == [0, 1]
        for child, parent in ((centre.id, station.id), (centre.id, centre.id)):
            with pytest.raises(errors.ParentLoop):
                services.set_parent(by=operator, now=now, organisation_id=child, parent_id=parent)
        services.set_parent(by=operator, now=now, organisation_id=station.id, parent_id=None)


def test_control_without_the_trigger_a_loop_would_stand(committed: str) -> None:
    from django.db import connections

    owner = connections["owner"]
    loop = "UPDATE places_organisation SET parent_id = id WHERE id = %s"
    with owner.cursor() as cursor:
        with pytest.raises(IntegrityError, match="parent loop"):
            cursor.execute(loop, [cast.key("hospital")])
        cursor.execute("ALTER TABLE places_organisation DISABLE TRIGGER organisation_loop")
        cursor.execute(loop, [cast.key("hospital")])
        assert cursor.rowcount == 1
