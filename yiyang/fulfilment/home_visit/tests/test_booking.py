"""Who may be visited for what, by whom and when; and nobody is in two places at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, Unknown
from yiyang.fulfilment.home_visit import errors
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.models import CareRequest, Visit
from yiyang.fulfilment.home_visit.selectors.crew import Wanting, crew_for
from yiyang.fulfilment.home_visit.services import SeriesWish
from yiyang.fulfilment.home_visit.tests.factories import (
    CHEN,
    COMMUNITY,
    GUIFANG,
    HOSPITAL,
    Looking,
    assessed,
    book,
    in_force,
    nurse,
    ordered,
    service,
    shifts,
    undertaken,
)
from yiyang.ground.people import services as people
from yiyang.ground.places.distance import travel_minutes
from yiyang.lifecycle.capacity.models import Occupancy
from yiyang.lifecycle.orders import services as orders

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system(COMMUNITY)


@pytest.fixture
def dressing(looking_as: Looking, now: datetime) -> UUID:
    """Dressing changes, with Nurse Chen on duty for ten days; the home is assessed."""
    in_force(looking_as, now)
    service_id = undertaken(looking_as, now, "dressing-change", "hn37")
    shifts(looking_as, now, range(1, 11))
    assessed(looking_as, now, service_id)
    return service_id


@pytest.fixture
def bathing(looking_as: Looking, now: datetime, dressing: UUID) -> UUID:
    return undertaken(looking_as, now, "bathing", "hn06")


def refused(looking_as: Looking, refusal: type[Refused], *what: object, **asked: object) -> Refused:
    with looking_as("limin") as limin, pytest.raises(refusal) as said:
        book(limin, *what, **asked)  # type: ignore[arg-type]
    return said.value


def test_what_stands_on_no_list_is_not_done_at_home(looking_as: Looking, now: datetime) -> None:
    with looking_as(SYSTEM):
        unsaid = service("dressing-change", "hn37", "换药").id
    assert refused(looking_as, errors.NotOnTheList, now, unsaid, now + timedelta(days=1)).field == "service"
    with looking_as(SYSTEM) as system, pytest.raises(errors.NotOnTheList):
        visits.undertake(by=system, now=now, service_id=unsaid, item_code="hn37")  # no list is in force yet
    with looking_as("limin") as limin, pytest.raises(Refused):
        visits.take_over(by=limin, now=now, province="51")
    in_force(looking_as, now)
    with looking_as(SYSTEM) as system:
        visits.undertake(by=system, now=now, service_id=unsaid, item_code="hn37")
        with pytest.raises(errors.NotOnTheList):
            visits.undertake(by=system, now=now, service_id=unsaid, item_code="iv-infusion")


def test_a_medical_act_sold_as_household_help_is_refused(looking_as: Looking, now: datetime) -> None:
    in_force(looking_as, now)
    with looking_as(SYSTEM) as system:
        cleaning = service("housekeeping", "hn39", "保洁").id
        with pytest.raises(errors.SoldAsDomestic), transaction.atomic():
            visits.undertake(by=system, now=now, service_id=cleaning, item_code="hn39")
        visits.undertake(by=system, now=now, service_id=cleaning, item_code="cleaning")


def test_medical_work_wants_an_order_and_care_does_not(
    looking_as: Looking, now: datetime, dressing: UUID, bathing: UUID
) -> None:
    start = now + timedelta(days=1)
    assert refused(looking_as, errors.OrderNeeded, now, dressing, start).field == "request_id"
    other_item = ordered(looking_as, now, "hn38")
    refused(looking_as, errors.OrderUsedUp, now, dressing, start, request_id=other_item)
    request_id = ordered(looking_as, now, times=1)
    with looking_as("limin") as limin:
        order = book(limin, now, dressing, start, request_id=request_id)
        assert CareRequest.objects.get(id=request_id).visits_taken == 1
        book(limin, now, bathing, start + timedelta(hours=2))
    refused(looking_as, errors.OrderUsedUp, now, dressing, start + timedelta(days=1), request_id=request_id)
    with looking_as("limin") as limin:
        visits.cancel(by=limin, now=now, order_id=order.id, reason="好了")
        assert CareRequest.objects.get(id=request_id).visits_taken == 0
        book(limin, now, dressing, start + timedelta(days=1), request_id=request_id)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        book(stranger, now, bathing, start)


def test_the_home_is_assessed_before_the_first_visit(looking_as: Looking, now: datetime) -> None:
    in_force(looking_as, now)
    bath = undertaken(looking_as, now, "bathing", "hn06")
    shifts(looking_as, now, [1])
    start = now + timedelta(days=1)
    refused(looking_as, errors.AssessmentNeeded, now, bath, start)
    first = undertaken(looking_as, now, "nursing-visit", "assessment")
    with looking_as("limin") as limin:
        book(limin, now, first, start)
    assessed(looking_as, now, bath, fit=False)
    refused(looking_as, errors.AssessmentNeeded, now, bath, start + timedelta(hours=2))
    assessed(looking_as, now + timedelta(minutes=1), bath)
    with looking_as("limin") as limin:
        book(limin, now, bath, start + timedelta(hours=2))


def test_an_escort_leads_to_a_booked_visit_or_says_where(looking_as: Looking, now: datetime) -> None:
    in_force(looking_as, now)
    escort = undertaken(looking_as, now, "nursing-visit", "escort", duration_minutes=180)
    shifts(looking_as, now, [1, 2])
    start = now + timedelta(days=1)
    assert refused(looking_as, errors.PurposeNeeded, now, escort, start).field == "purpose"
    with looking_as("limin") as limin, pytest.raises(Unknown):
        book(limin, now, escort, start, hospital_order_id=uuid4())
    with looking_as("limin") as limin:
        order = book(limin, now, escort, start, purpose="去人民医院取药")
        assert Visit.objects.get(order_id=order.id).purpose == "去人民医院取药"


@pytest.mark.parametrize(
    ("licence", "hindrance"),
    [
        ({"kind": "carer"}, "no-licence"),
        ({"expires_on": date(2026, 11, 22)}, "licence-ends"),
        ({"expires_on": date(2026, 11, 23)}, ""),
        ({"issued_on": date(2021, 11, 23)}, "too-few-years"),
        ({"issued_on": date(2021, 11, 22)}, ""),
    ],
)
def test_the_licence_holds_on_the_day_of_the_visit(
    looking_as: Looking, now: datetime, dressing: UUID, licence: dict[str, object], hindrance: str
) -> None:
    other = nurse(looking_as, now, "刘芳", **licence)
    shifts(looking_as, now, [1], other)
    request_id, start = ordered(looking_as, now), now + timedelta(days=1)
    if hindrance:
        asked = {"request_id": request_id, "practitioner_id": other}
        assert refused(looking_as, errors.CannotGo, now, dressing, start, **asked).facts["name"] == "刘芳"
    else:
        with looking_as("limin") as limin:
            book(limin, now, dressing, start, request_id=request_id, practitioner_id=other)


def test_a_series_is_booked_whole_or_not_at_all_and_names_every_clash(
    looking_as: Looking, now: datetime, bathing: UUID
) -> None:
    first = now + timedelta(days=1)
    with looking_as("limin") as limin:
        book(limin, now, bathing, first + timedelta(days=2))
        book(limin, now, bathing, first + timedelta(days=4))
        wish = SeriesWish(service_id=bathing, person_id=GUIFANG, detail={})
        with pytest.raises(errors.SeriesClashes) as said:
            visits.book_series(
                by=limin, now=now, wish=wish, starts=visits.dates_from(first, 1, 6), request_key="weekly"
            )
        assert "24" in str(said.value)
        assert "26" in str(said.value)
        assert Visit.objects.count() == 2
        after = first + timedelta(hours=2)
        key = {"wish": wish, "starts": visits.dates_from(after, 1, 6), "request_key": "daily"}
        series_id, placed = visits.book_series(by=limin, now=now, **key)
        assert [order.id for order in visits.book_series(by=limin, now=now, **key)[1]] == [order.id for order in placed]
        assert series_id is not None
        assert (
            visits.move_series(by=limin, now=now, series_id=series_id, shift=timedelta(hours=1), request_key="later")
            == 6
        )
        assert visits.cancel_series(by=limin, now=now, series_id=series_id, reason="出院") == 6
        assert Visit.objects.filter(state="booked").count() == 2
    with looking_as("stranger") as stranger, pytest.raises(Refused):
        visits.cancel_series(by=stranger, now=now, series_id=series_id, reason="x")


def test_a_move_keeps_the_worker_and_loses_nothing_when_refused(
    looking_as: Looking, now: datetime, bathing: UUID
) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, bathing, now + timedelta(days=1))
        moved = visits.move(by=limin, now=now, order_id=order.id, starts_at=now + timedelta(days=2), request_key="a")
        assert moved.starts_at == now + timedelta(days=2)
        with pytest.raises(errors.NobodyFree):
            visits.move(by=limin, now=now, order_id=order.id, starts_at=now + timedelta(days=30), request_key="b")
        visit = Visit.objects.get(order_id=order.id)
        assert (visit.starts_at, visit.practitioner_id) == (now + timedelta(days=2), CHEN)
        assert Occupancy.objects.filter(cause_id=order.id, live=True).count() == 1


def test_the_regular_worker_is_proposed_first_and_hindrances_are_named(
    looking_as: Looking, now: datetime, bathing: UUID
) -> None:
    liu = nurse(looking_as, now, "刘芳")
    shifts(looking_as, now, [1, 2], liu)
    nurse(looking_as, now, "吴静")
    with looking_as("limin") as limin:
        visits.choose_regular(
            by=limin, now=now, person_id=GUIFANG, organisation_id=COMMUNITY, practitioner_id=liu, backup_id=CHEN
        )
        order = book(limin, now, bathing, now + timedelta(days=1))
        visit = Visit.objects.select_related("item").get(order_id=order.id)
        assert (visit.practitioner_id, visit.backup_id) == (liu, CHEN)
        wanting = Wanting(
            organisation_id=COMMUNITY, person_id=GUIFANG, item=visit.item,
            starts_at=visit.starts_at, ends_at=visit.ends_at, place=None, now=now,
        )  # fmt: skip
        said = {each.name: each.ranked.candidate.hindrance for each in crew_for(wanting)}
        assert said == {"陈静": "", "刘芳": "busy", "吴静": "no-shift"}
        with pytest.raises(errors.NobodySuch):
            visits.choose_regular(
                by=limin, now=now, person_id=GUIFANG, organisation_id=COMMUNITY,
                practitioner_id=cast.key("practitioner-zhao"),
            )  # fmt: skip
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        visits.choose_regular(by=stranger, now=now, person_id=GUIFANG, organisation_id=COMMUNITY, practitioner_id=liu)


def test_a_full_week_takes_no_more(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as(SYSTEM) as system:
        visits.set_worker_terms(
            by=system, now=now, practitioner_id=CHEN, weekly_minutes_max=60, radius_metres=None, visits=True
        )
    monday = now + timedelta(days=2)
    with looking_as("limin") as limin:
        book(limin, now, bathing, monday)
    refused(looking_as, errors.CannotGo, now, bathing, monday + timedelta(days=1), practitioner_id=CHEN)
    with looking_as("limin") as limin:
        book(limin, now, bathing, monday + timedelta(days=7))


def another_home(looking_as: Looking, now: datetime, latitude: str, longitude: str) -> UUID:
    """An elder further away, kept by the community centre."""
    with looking_as(SYSTEM) as system:
        person = people.register_person(by=system, now=now, name="李德华", address="青城山镇")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE people_person SET latitude = %s, longitude = %s WHERE id = %s",
                [latitude, longitude, person.id],
            )
        return person.id


def test_the_way_between_two_homes_is_kept_free(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    far = another_home(looking_as, now, "30.905100", "103.571500")
    minutes = travel_minutes((30.9943, 103.6419), (30.9051, 103.5715))
    start = now + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT home_visit_way(30.9943, 103.6419, 30.9051, 103.5715), home_visit_way(1, 1, NULL, 1)")
        assert cursor.fetchone() == (minutes, 45)
    with looking_as("limin") as limin:
        book(limin, now, bathing, start)
    clean = {"person_id": far, "request_key": uuid4().hex}
    with looking_as(SYSTEM) as system:
        haircut = undertaken(looking_as, now, "haircut", "haircut")
        too_soon = start + timedelta(minutes=60 + minutes - 1)
        with pytest.raises(errors.CannotGo):
            book(system, now, haircut, too_soon, practitioner_id=CHEN, **clean)
        book(system, now, haircut, start + timedelta(minutes=60 + minutes), practitioner_id=CHEN, **clean)
    with looking_as("limin") as limin:
        late = start + timedelta(minutes=120 + 2 * minutes)
        book(limin, now, bathing, late)


def test_the_database_refuses_the_double_even_if_we_forgot(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    start = now + timedelta(days=1)
    with looking_as("limin") as limin:
        first = book(limin, now, bathing, start)
        second = book(limin, now, bathing, start + timedelta(hours=3))
        with pytest.raises(IntegrityError, match=r"visit_one_at_a_time|too far"), transaction.atomic():
            Visit.objects.filter(order_id=second.id).update(starts_at=start, ends_at=start + timedelta(hours=1))
        far = {"latitude": "30.905100", "longitude": "103.571500"}
        close = start + timedelta(minutes=65)
        with pytest.raises(IntegrityError, match="too far"), transaction.atomic():
            Visit.objects.filter(order_id=second.id).update(starts_at=close, ends_at=close + timedelta(hours=1), **far)
        assert first.starts_at == start


def test_nobody_is_booked_at_two_employers_at_one_hour(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as(Actor.system(HOSPITAL)) as hospital:
        people.employ(by=hospital, now=now, practitioner_id=CHEN, role="nurse")
        begins = now + timedelta(days=20)
        people.add_window(
            by=hospital, now=now, practitioner_id=CHEN, starts_at=begins, ends_at=begins + timedelta(hours=4)
        )
    refused(looking_as, errors.CannotGo, now, bathing, begins, practitioner_id=CHEN)


def test_a_no_show_both_ways(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    start = now + timedelta(days=1)
    with looking_as("limin") as limin:
        mine = book(limin, now, bathing, start)
        theirs = book(limin, now, bathing, start + timedelta(hours=3))
    with looking_as("chen", "community") as chen:
        with pytest.raises(errors.NotYet):
            visits.note_not_at_home(by=chen, now=start, order_id=mine.id)
        visits.note_not_at_home(by=chen, now=start + timedelta(minutes=15), order_id=mine.id)
        assert Visit.objects.get(order_id=mine.id).state == "noshow"
    late = start + timedelta(hours=3, minutes=30)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        visits.note_nobody_came(by=stranger, now=late, order_id=theirs.id)
    with looking_as("limin") as limin:
        with pytest.raises(errors.NotYet):
            visits.note_nobody_came(by=limin, now=late - timedelta(minutes=1), order_id=theirs.id)
        visits.note_nobody_came(by=limin, now=late, order_id=theirs.id)
        assert Visit.objects.get(order_id=theirs.id).state == "cancelled"


def test_completing_what_nothing_proves_is_refused(looking_as: Looking, now: datetime, bathing: UUID) -> None:
    with looking_as("limin") as limin:
        order = book(limin, now, bathing, now + timedelta(days=1))
    with looking_as("chen", "community") as chen:
        orders.start(order_id=order.id, by=chen, now=now)
        with pytest.raises(errors.NotProven):
            orders.complete(order_id=order.id, by=chen, now=now)
