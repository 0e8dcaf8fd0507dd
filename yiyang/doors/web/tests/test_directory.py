"""Numbers, houses and the platform as pages: who sees them, what is refused, and that queries do not grow."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conftest import NOW
from yiyang.config.demo import cast
from yiyang.doors.web.numbers import harmless
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as
from yiyang.ground.places.models import Norms, Organisation, Paper, Profile
from yiyang.lifecycle.capacity.selectors import HouseStanding, rank_houses
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.scores import PRIOR_MILLI, damped
from yiyang.lifecycle.offers.tests.factories import cardiology

Looking = Callable[..., AbstractContextManager[Actor]]
HOSPITAL, COMMUNITY = cast.key("hospital"), cast.key("community")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_numbers_with_definition_drawing_rows_and_file(looking_as: Looking, now: datetime, language: str) -> None:
    with looking_as("manager", "hospital"):
        session(now, hours_ahead=1, numbers=4)
    client = browser("manager", "hospital", language=language)
    page = words(client.get(reverse("numbers"), {"period": "day"}))
    for row in ("session-fill", "billed", "cases-open", "papers-ending"):
        assert reverse("number", args=[row]) in page
    one = words(client.get(reverse("number", args=["session-fill"]), {"period": "day"}))
    assert ("numbers taken or still held" if language == "en" else "已被取走或仍在保留的号") in one
    assert "<svg" in one
    assert "0 / 4" in one
    taken = client.get(reverse("number_csv", args=["session-fill"]), {"period": "day"})
    assert taken["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert ["2026-11-21", "2026-11-22", "0.0"] in [line[:3] for line in lines]
    assert any(line[2:4] == ["0", "4"] for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"period": "year"}, {"until": "someday"}, {"until": "1066-10-14"}])
def test_a_period_that_is_none_is_refused(asked: dict[str, str]) -> None:
    assert browser("manager", "hospital").get(reverse("numbers"), asked).status_code == 422


@pytest.mark.django_db
def test_numbers_are_for_whom_they_are_about() -> None:
    assert browser().get(reverse("numbers")).status_code == 302
    chen = browser("chen", "community")
    assert "Billed" not in words(chen.get(reverse("numbers")))
    known, nobody = (chen.get(reverse("number", args=[code])) for code in ("billed", "no-such-number"))
    assert known.status_code == nobody.status_code == 404
    assert chen.get(reverse("number_csv", args=["billed"])).status_code == 404
    assert "My numbers" in words(browser("limin").get(reverse("numbers")))


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), ("+7", "'+7"), ("@x", "'@x"), ("-1", "'-1"), ("好", "好")]
)
def test_no_label_becomes_a_formula(text: str, safe: str) -> None:
    assert harmless(text) == safe


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_house_page_is_made_of_facts(looking_as: Looking, now: datetime, language: str) -> None:
    with looking_as("manager", "hospital"):
        heart = cardiology()
        session(now, service=heart, hours_ahead=24)
        Paper.objects.filter(organisation_id=HOSPITAL).update(beds=80)
        Profile.objects.create(organisation_id=HOSPITAL, beds=120, changed_at=now, level_from=2, level_to=5)
    page = words(browser(language=language).get(reverse("organisation", args=[HOSPITAL])))
    assert "PDY10001X51018117A1001" in page
    assert "¥ 50.00" in page
    assert "2 – 5" in page
    assert ("80 (approved: 80)" if language == "en" else "80") in page  # the papers approve less than was once written
    assert ("takes no bookings now" in page) is False


@pytest.mark.django_db
def test_a_house_with_an_ended_licence_says_so_and_is_in_no_list(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        cardiology()
    client, listed = browser(), reverse("houses")
    assert reverse("organisation", args=[HOSPITAL]) in words(client.get(listed))
    with looking_as("manager", "hospital"):
        Paper.objects.filter(organisation_id=HOSPITAL).update(expires_on=date(2026, 11, 21))
    assert reverse("organisation", args=[HOSPITAL]) not in words(client.get(listed))
    page = words(client.get(reverse("organisation", args=[HOSPITAL])))
    assert "takes no bookings now" in page
    assert "No checked licence is in force" in page
    refused = client.get(reverse("compare"), {"house": [str(HOSPITAL), str(COMMUNITY)]})
    assert refused.status_code == 422
    assert "two to four houses that are open" in words(refused)


@pytest.mark.django_db
def test_a_draft_and_a_closed_house_do_not_exist_for_everybody(looking_as: Looking) -> None:
    with looking_as("operator", "office"):
        draft = Organisation.objects.create(
            registrar_id=cast.key("office"), kinds=["hospital"], name="新院", state="draft"
        )
    known, nobody = (browser().get(reverse("organisation", args=[key])) for key in (draft.id, uuid4()))
    assert known.status_code == nobody.status_code == 404


@pytest.mark.django_db
def test_two_to_four_houses_stand_side_by_side() -> None:
    client = browser()
    ids = [str(cast.key(each)) for each in ("hospital", "community", "residence", "pharmacy")]
    page = words(client.get(reverse("compare"), {"house": ids}))
    assert "Dujiangyan Medical Centre" in page
    assert "Qingchengshan Residence" in page
    for wrong in (ids[:1], [*ids, str(uuid4())], [ids[0], ids[0]], [ids[0], str(cast.key("bureau"))], []):
        assert client.get(reverse("compare"), {"house": wrong}).status_code == 422
    assert client.get(reverse("compare"), {"house": ["x"]}).status_code == 404
    area = client.get(reverse("houses"), {"area": str(cast.key("qingchengshan")), "kind": "nursing-home"})
    assert "1 house is open" in words(area)
    assert "No house is open there" in words(client.get(reverse("houses"), {"kind": "lodging"}))


def standing(score: int | None, count: int, hours: int | None) -> HouseStanding:
    free = NOW + timedelta(hours=hours) if hours is not None else None
    weighed = damped(score, count) if score else PRIOR_MILLI
    return HouseStanding(uuid4(), "院", 1, None, score, count, weighed, free)


houses = some.builds(
    standing, some.none() | some.integers(1_000, 5_000), some.integers(1, 300), some.none() | some.integers(1, 500)
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is not a fault
@given(some.lists(houses, max_size=8))
def test_the_order_is_the_published_one(found: list[HouseStanding]) -> None:
    ranked = rank_houses(found)
    assert [each.rank for each in ranked] == list(range(1, len(found) + 1))
    assert rank_houses(list(reversed(found))) == ranked  # whoever asks, however they lie
    for left, right in pairwise(ranked):
        assert (left.first_free_at is None) <= (right.first_free_at is None)
        if (left.first_free_at is None) == (right.first_free_at is None):
            assert left.damped_milli >= right.damped_milli
    assert all(each.reasons for each in ranked)


def test_the_directory_asks_as_often_for_fifty_as_for_five(committed: str, now: datetime) -> None:
    counts = []
    for first, many in ((0, 5), (5, 50)):
        for number in range(first, many):
            _house(number, now)
        client = browser()
        client.get(reverse("houses"))
        with acting_as(Actor.system(HOSPITAL), now), CaptureQueriesContext(connection) as asked:
            pass
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get(reverse("houses")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def _house(number: int, now: datetime) -> UUID:
    house = Organisation.objects.using("owner").create(
        registrar_id=cast.key("office"), kinds=["merchant"], name=f"商户 {number}", name_en=f"Shop {number}",
        state="live", area_id=cast.key("xingfu"),
    )  # fmt: skip
    Paper.objects.using("owner").create(
        organisation=house, registrar_id=cast.key("office"), kind="business-licence", number=str(number),
        added_at=now, verified_at=now, verified_by_id=cast.key("reviewer"),
    )  # fmt: skip
    cardiology("owner", organisation_id=house.id, practitioner_id=None)
    return house.id


@pytest.mark.django_db
def test_the_platform_in_one_place(looking_as: Looking, now: datetime) -> None:
    here = reverse("platform")
    operator = browser("operator", "office")
    norms = {"kind": "hospital", "in_force_on": "2026-11-21", "text": "守则", "text_en": "Norms"}
    assert operator.post(here, norms).status_code == 302
    assert operator.post(here, {**norms, "text_en": ""}).status_code == 422
    assert Norms.objects.get().version == 1
    page = words(operator.get(here))
    for part in ("Open cases", "Norms of use", "Trust log", "0 houses"):
        assert part in page
    accept = {"deed": "norms", "norms": str(Norms.objects.get().id)}
    assert browser("manager", "hospital").post(reverse("house_papers"), accept).status_code == 302
    assert "Dujiangyan Medical Centre on 21 November 2026" in words(operator.get(here))
    reviewer = words(browser("reviewer", "office").get(here))
    assert "Entry review" in reviewer
    assert "A new version" not in reviewer
    assert browser("reviewer", "office").post(here, norms | {"text": "其他"}).status_code == 422
    for who, house in (("manager", "hospital"), ("stranger", None)):
        assert browser(who, house).get(here).status_code == 403
    assert browser().get(here).status_code == 302
