"""One search: need, place, time, price, score. The same number of queries, whatever it finds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS
from yiyang.foundation.errors import Invalid
from yiyang.foundation.money import Money
from yiyang.ground.places import selectors as places
from yiyang.ground.places import services as standing
from yiyang.ground.places.models import Organisation, Paper
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import Contradiction, ImpossibleWish
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers import selectors as offers_seen
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.scores import damped
from yiyang.lifecycle.offers.tests.factories import cardiology

pytestmark = pytest.mark.django_db
HOME = (30.9952, 103.6401)  # at the community centre
HOSPITAL = cast.key("hospital")


def test_a_search_prices_places_and_explains(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        good, plain = cardiology(insurers=["basic"]), cardiology(practitioner_id=None, gender="", name="普通门诊")
        offers.write_score(
            service_id=good.id, score_milli=4_900, score_count=200, damped_milli=damped(4_900, 200), now=now
        )
        offers.set_price_rule(
            by=manager,
            now=now,
            service_id=good.id,
            name="敬老价",
            priority=1,
            starts_at=now,
            ages=(65, None),
            price_minor=100,
        )
        first = session(now, service=good)
        session(now, service=plain, hours_ahead=2)
    with looking_as("guifang") as guifang:
        listed = capacity.find(guifang, need="cardiology", near=HOME, now=now)
        assert [each.service_id for each in listed] == [good.id, plain.id]
        best = listed[0]
        assert best.first_free is not None
        assert (best.price, best.first_free.session_id, best.first_free.number) == (Money(100), first, 1)
        assert best.distance_metres == pytest.approx(1_004, abs=5)
        assert [reason.code for reason in best.reasons] == ["score", "distance", "soonest", "price"]
        wish = {"need": ["cardiology", "tcm"], "now": now}
        soonest = capacity.find(guifang, **wish, sort="soonest")
        assert [each.service_id for each in soonest] == [plain.id, good.id]
        for narrow in (
            {"score_min": 4_500},
            {"gender": "female"},
            {"insurer": "basic"},
            {"price_max": Money(100)},
            {"from_": now + timedelta(hours=20)},
            {"area": cast.key("dujiangyan"), "near": HOME, "within_metres": 2_000, "gender": "female"},
        ):
            assert [each.service_id for each in capacity.find(guifang, **wish, **narrow)] == [good.id]
        assert capacity.find(guifang, **wish, area=cast.key("qingchengshan")) == []
        assert capacity.find(guifang, need="dentistry", now=now) == []
        assert len(capacity.find(guifang, **wish, limit=1, page=2)) == 1
    with looking_as("limin") as limin:
        assert capacity.find(limin, **wish)[0].price == Money(5_000)
        assert capacity.find(limin, **wish, person_id=cast.key("guifang"))[0].price == Money(100)
    with looking_as(ANONYMOUS) as nobody:
        assert capacity.find(nobody, **wish)[0].price == Money(5_000)


def test_wishes_that_exclude_one_another_are_refused_with_the_one_to_drop(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        session(now, service=cardiology(list_price_minor=20_000))
        cardiology(practitioner_id=None, gender="male", list_price_minor=1_000)
    with looking_as("guifang") as guifang:
        wish = {"need": "cardiology", "now": now}
        with pytest.raises(Contradiction) as caught:
            capacity.find(guifang, **wish, gender="female", price_max=Money(5_000), from_=now)
        assert (caught.value.facts["codes"], caught.value.facts["count"]) == (("price_max",), 1)
        for field, impossible in (
            ("to", {"from_": now + timedelta(days=2), "to": now + timedelta(days=1)}),
            ("to", {"to": now}),
            ("score_min", {"score_min": 5_001}),
            ("price_max", {"price_max": Money(-1)}),
        ):
            with pytest.raises(ImpossibleWish) as impossible_wish:
                capacity.find(guifang, **wish, **impossible)
            assert impossible_wish.value.field == field
            assert str(impossible_wish.value)
        for wrong in ({"sort": "distance"}, {"within_metres": 5}, {"sort": "colour"}):
            with pytest.raises(Invalid):
                capacity.find(guifang, **wish, **wrong)


def test_numbers_that_are_not_open_to_all_are_not_offered(looking_as: Looking, now: datetime) -> None:
    order, until = uuid4(), now + timedelta(minutes=15)
    with looking_as("manager", "hospital"):
        sitting = session(now, numbers=2)
        connection.cursor().execute(
            "UPDATE capacity_slot SET pool_id = %s, release_at = %s WHERE number = 1", [cast.key("community"), until]
        )
    with looking_as("guifang") as guifang:

        def first(at: datetime) -> int | None:
            free = capacity.find(guifang, need="cardiology", now=at)[0].first_free
            return free.number if free else None

        assert first(now) == 2
        capacity.hold(session_id=sitting, person_id=cast.key("guifang"), order_id=order, until=until, now=now)
        assert first(now) is None
        assert first(until) == 1
        members = {"session_id": sitting, "person_id": cast.key("guifang"), "order_id": uuid4(), "until": until}
        assert capacity.hold(**members, now=now, pool=cast.key("community")).number == 1


def test_a_search_asks_the_same_number_of_questions_whatever_it_finds(looking_as: Looking, now: datetime) -> None:
    asked = set()
    for step in range(3):
        with looking_as("manager", "hospital"):
            for _ in range(step * 3 + 1):
                session(now, service=cardiology(practitioner_id=None))
        with looking_as("guifang") as guifang, CaptureQueriesContext(connection) as queries:
            capacity.find(guifang, need="cardiology", near=HOME, area=cast.key("chengdu"), now=now)
        asked.add(len(queries))
    assert asked == {3}


@pytest.mark.parametrize(
    ("state", "paper", "open_"),
    [
        ("live", {}, True),
        ("live", {"expires_on": date(2026, 11, 22)}, True),
        ("live", {"expires_on": date(2026, 11, 21)}, False),
        ("live", {"verified_at": None, "verified_by_id": None}, False),
        ("suspended", {}, False),
        ("closed", {}, False),
        ("draft", {}, False),
    ],
    ids=["open", "its last day", "over today", "unverified", "suspended", "closed", "draft"],
)
def test_what_is_listed_is_what_can_be_booked(
    looking_as: Looking, now: datetime, state: str, paper: dict[str, object], open_: bool
) -> None:
    """One definition in places: whoever is listed takes bookings, whoever takes none is listed nowhere."""
    with looking_as("manager", "hospital"):
        session(now, service=cardiology())
        Organisation.objects.filter(id=HOSPITAL).update(state=state)
        Paper.objects.filter(organisation_id=HOSPITAL).update(**paper)
    with looking_as("guifang") as guifang, CaptureQueriesContext(connection) as counted:
        assert bool(capacity.find(guifang, need="cardiology", now=now)) is open_
    assert len(counted) <= 2
    with looking_as(ANONYMOUS) as anybody:
        assert [need.code for need in offers_seen.needs(anybody, offered_at=now)] == (["cardiology"] if open_ else [])
        refusal = places.why_closed(anybody, HOSPITAL, now)
        assert (refusal is None) is open_
    if refusal is not None:
        with looking_as("guifang"), pytest.raises(type(refusal)):
            standing.require_open(HOSPITAL, now)
