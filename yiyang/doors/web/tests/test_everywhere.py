"""The box that looks everywhere: who finds what, what a stranger finds, and that nothing typed leaves a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from yiyang.config.demo import cast
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation import names
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.ground.people import services as people
from yiyang.ground.people.services.identify import ContactGiven
from yiyang.ground.people.tests.factories import a_person
from yiyang.ground.places import selectors as places
from yiyang.ground.places import services as placing
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.offers import services as offering
from yiyang.lifecycle.offers.models import ServiceToken
from yiyang.lifecycle.orders.tests.factories import letter, letters

Looking = Callable[..., AbstractContextManager[Actor]]


@pytest.fixture
def patient(looking_as: Looking, now: datetime) -> UUID:
    with looking_as("desk", "hospital") as desk:
        return a_person(desk, now, contacts=[ContactGiven("phone", "13800998123")]).id


@pytest.fixture
def service(looking_as: Looking, now: datetime) -> UUID:
    with looking_as("manager", "hospital") as manager:
        return offering.offer(
            by=manager,
            now=now,
            organisation_id=cast.key("hospital"),
            need="cardiology",
            mode="appointment",
            name="心内科专家门诊",
            name_en="Cardiology, specialist",
            price=Money(5000),
        ).id


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["赵秀英", "秀英", "zhaoxiuying", "xiu", "zxy", "13800998123", "8123"])
def test_the_desk_finds_whom_it_registered_and_a_stranger_finds_nobody(typed: str, patient: UUID) -> None:
    found = browser("desk", "hospital").post("/search", {"q": typed})
    assert found.status_code == 200
    assert f"/reception/{patient}" in words(found)
    for who, house in (("stranger", None), ("chen", "community"), ("limin", None)):
        other = words(browser(who, house).post("/search", {"q": typed}))
        assert str(patient) not in other
        assert "Xiuying" not in other
    assert browser().post("/search", {"q": typed}).status_code == 401


@pytest.mark.django_db
def test_one_box_finds_services_and_houses_in_any_script(service: UUID) -> None:
    limin = browser("limin")
    for typed in ("心内科", "专家门诊", "zhuanjia", "xnk", "zjmz", "cardio", "specialist"):
        assert f"/provider/{service}" in words(limin.post("/search", {"q": typed})), typed
    answer = words(limin.post("/search", {"q": "心内科"}))
    assert "Nothing in your reach" not in answer
    assert "Nothing in your reach" in words(limin.post("/search", {"q": "qqqq"}))


def test_houses_written_in_bulk_are_found_after_a_round(committed: str, now: datetime) -> None:
    viewer = cast.actor("limin")
    with transaction.atomic():
        assert places.search_houses(viewer, "医疗中心") == [], "the control: the cast was written past the services"
    assert placing.index_houses(now) == len(cast.ORGANISATIONS)
    assert placing.index_houses(now) == 0
    with transaction.atomic():
        for typed in ("医疗中心", "dujiangyan", "yiliao", "ylzx", "medical cent", "都江堰 中心"):
            assert [one.id for one in places.search_houses(viewer, typed)] == [cast.key("hospital")], typed
        assert places.search_houses(viewer, "幸福 颐养") == []
    with transaction.atomic(using="owner"):
        Organisation.objects.using("owner").filter(id=cast.key("hospital")).update(name="新名医院", name_en="")
    with transaction.atomic():
        assert places.search_houses(viewer, "医疗中心") == [], "the old name leads nowhere, whoever changed it"
    assert placing.index_houses(now) == 1
    with transaction.atomic():
        assert [one.id for one in places.search_houses(viewer, "xmyy")] == [cast.key("hospital")]
    assert people.index_people_again() == len(cast.PEOPLE)


@pytest.mark.django_db
def test_a_renamed_service_is_found_by_its_new_name_only(looking_as: Looking, now: datetime, service: UUID) -> None:
    with looking_as("manager", "hospital") as manager:
        offering.index_service(service, cast.key("hospital"), "骨科门诊", "Orthopaedics")
        assert offers.search_services(manager, "心内", now) == []
    with looking_as("stranger") as stranger:
        assert [one.id for one in offers.search_services(stranger, "guke", now)] == [service]
        assert not ServiceToken.objects.filter(token__startswith="n心").exists()


@pytest.mark.django_db
def test_an_order_is_found_by_its_code_by_who_may_see_it(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        service = letters()
    with looking_as("limin") as limin:
        order = letter(limin, now, service.id)
    code = order.code.lower().replace("-", " ")
    assert order.code in words(browser("limin").post("/search", {"q": code}))
    assert order.code not in words(browser("stranger").post("/search", {"q": code})).replace(f'value="{code}"', "")


@pytest.mark.django_db
def test_what_is_typed_leaves_no_trace(caplog: pytest.LogCaptureFixture, patient: UUID) -> None:
    desk = browser("desk", "hospital")
    with caplog.at_level(logging.DEBUG):
        answer = desk.post("/search", {"q": "赵秀英"})
        desk.get("/search?q=赵秀英")
    assert "no-store" in answer["Cache-Control"]
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in logged if "赵秀英" in line and "?q=" not in line]
    assert 'method="get"' not in words(answer)
    assert words(desk.get("/search?q=赵秀英")).count("Xiuying") == 0, "an address is never a question"


@pytest.mark.django_db
def test_the_box_that_answers_while_one_types_gets_the_list_alone(patient: UUID) -> None:
    answer = words(browser("desk", "hospital").post("/search", {"q": "zxy"}, headers={"HX-Request": "true"}))
    assert str(patient) in answer
    assert "<html" not in answer


@pytest.mark.django_db
def test_a_search_asks_the_same_number_of_statements_for_five_as_for_fifty(looking_as: Looking, now: datetime) -> None:
    def asked() -> int:
        desk = browser("desk", "hospital")
        desk.post("/search", {"q": "zhao"})
        with CaptureQueriesContext(connection) as queries:
            desk.post("/search", {"q": "zhao"})
        return len(queries)

    counts = []
    for many in (5, 45):
        with looking_as("desk", "hospital") as desk:
            for number in range(many):
                a_person(desk, now, name=f"赵{'甲乙丙丁戊己庚辛壬癸'[number % 10]}英")
        counts.append(asked())
    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "index"),
    [
        ("people_searchtoken", "token_organisation"),
        ("places_nametoken", "house_token"),
        ("offers_servicetoken", "service_token"),
    ],
)
def test_the_index_is_used_under_the_policy(looking_as: Looking, table: str, index: str) -> None:
    """LIKE would not: the failing control."""
    low, high = names.beginning("nzhao")
    house = "organisation_id = %(house)s AND " if table == "people_searchtoken" else ""
    facts: dict[str, Any] = {"house": cast.key("hospital"), "low": low, "high": high}
    with looking_as("desk", "hospital"), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

        def plan(condition: str) -> str:
            cursor.execute(f"EXPLAIN SELECT * FROM {table} WHERE {house}{condition}", facts)
            return "\n".join(row[0] for row in cursor.fetchall())

        found = plan("token >= %(low)s AND token < %(high)s")
        assert index in found
        assert "token)::text >= " in found.partition("Index Cond")[2].partition("Filter")[0]
        if table == "people_searchtoken":
            liked = plan("token LIKE 'nzhao%%'")
            assert "~~" not in liked.partition("Index Cond")[2].partition("Filter")[0]
            assert ">= " not in liked.partition("Index Cond")[2].partition("Filter")[0]
