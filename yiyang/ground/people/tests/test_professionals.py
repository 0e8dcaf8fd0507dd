"""Professionals: several employers, one place at a time, a licence that counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Invalid, Refused, Unknown
from yiyang.ground.access import selectors as access
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.models import PractitionerLicence, WorkingWindow
from yiyang.ground.places.selectors import travel_minutes

rolled_back = pytest.mark.django_db
ZHAO, CHEN = cast.key("practitioner-zhao"), cast.key("practitioner-chen")
HOUR = timedelta(hours=1)


@pytest.fixture
def two_managers(looking_as: Looking) -> None:
    """The manager runs the residence as well, and Dr Zhao works at both houses."""
    RoleAssignment.objects.create(
        holder_id=cast.key("manager"), organisation_id=cast.key("residence"), role="manager", starts_at=cast.SINCE
    )
    with looking_as("manager", "residence") as manager:
        services.employ(by=manager, now=NOW, practitioner_id=ZHAO, role="doctor", specialty="geriatrics")


@rolled_back
@pytest.mark.usefixtures("two_managers")
def test_a_doctor_works_for_two_houses_and_may_act_for_both(looking_as: Looking, now: datetime) -> None:
    assert set(access.organisations_of(cast.key("zhao"), now)) == {cast.key("hospital"), cast.key("residence")}
    with looking_as("guifang") as guifang:
        assert [one.specialty for one in selectors.professionals_at(guifang, cast.key("residence"), now)] == [
            "geriatrics"
        ]
    with looking_as("manager", "residence") as manager:
        for changes, refusal in (
            ({"role": "operator"}, Invalid),
            ({"practitioner_id": uuid4()}, Unknown),
            ({"ends_at": now}, Invalid),
        ):
            with pytest.raises(refusal):
                services.employ(**{"by": manager, "now": now, "practitioner_id": ZHAO, "role": "doctor", **changes})
    with looking_as("zhao", "hospital") as zhao, pytest.raises(NotAllowed):
        services.employ(by=zhao, now=now, practitioner_id=ZHAO, role="doctor")


@rolled_back
@pytest.mark.usefixtures("two_managers")
def test_never_at_two_places_at_once_travel_included(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        add = {"by": manager, "now": now, "practitioner_id": ZHAO}
        first = services.add_window(**add, starts_at=now, ends_at=now + 4 * HOUR)
        assert services.add_window(**add, starts_at=now, ends_at=now + 4 * HOUR) == first
        services.add_window(**add, starts_at=now + 4 * HOUR, ends_at=now + 5 * HOUR)  # same house: no way to go
        for start, end, refusal in (
            (now + HOUR, now + 2 * HOUR, errors.Elsewhere),
            (now, now, errors.WindowImpossible),
            (now, now + 25 * HOUR, errors.WindowImpossible),
            (now - 24 * HOUR * 400, now - 24 * HOUR * 400 + HOUR, errors.NotEmployedHere),
        ):
            with pytest.raises(refusal):
                services.add_window(**add, starts_at=start, ends_at=end)
    way = timedelta(minutes=travel_minutes((30.9883, 103.6469), (30.9051, 103.5715)))
    assert way == timedelta(minutes=42)
    with looking_as("manager", "residence") as manager:
        add = {"by": manager, "now": now, "practitioner_id": ZHAO}
        with pytest.raises(errors.Elsewhere):
            services.add_window(**add, starts_at=now + 3 * HOUR, ends_at=now + 6 * HOUR)
        just_too_early = now + 5 * HOUR + way - timedelta(seconds=1)
        with pytest.raises(errors.TooFarApart):
            services.add_window(**add, starts_at=just_too_early, ends_at=now + 8 * HOUR)
        window = services.add_window(**add, starts_at=now + 5 * HOUR + way, ends_at=now + 8 * HOUR)
        assert len(selectors.windows_of(manager, ZHAO, now, now + 24 * HOUR)) == 3
        with pytest.raises(errors.NotEmployedHere):
            services.add_window(by=manager, now=now, practitioner_id=CHEN, starts_at=now, ends_at=now + HOUR)
    with looking_as("manager", "hospital") as manager:
        with pytest.raises(NotAllowed):
            services.remove_window(by=manager, now=now, window_id=window)
        with pytest.raises(errors.TooFarApart):  # the way to the next window counts as well
            services.add_window(
                by=manager, now=now, practitioner_id=ZHAO, starts_at=now + 8 * HOUR + way / 2, ends_at=now + 9 * HOUR
            )


@rolled_back
def test_the_database_itself_refuses_a_second_place(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        row = {"practitioner_id": ZHAO, "organisation_id": cast.key("hospital"), "added_at": now}
        WorkingWindow.objects.create(during=DateTimeTZRange(now, now + HOUR), **row)
    with looking_as("manager", "residence"):
        row["organisation_id"] = cast.key("residence")
        for start, why in ((now, "window_one_place"), (now + HOUR, "too far apart")):
            with pytest.raises(IntegrityError, match=why), transaction.atomic():
                WorkingWindow.objects.create(during=DateTimeTZRange(start, start + HOUR), **row)


def test_control_without_the_constraint_she_would_be_at_two_places(committed: str, looking_as: Looking) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE people_workingwindow DROP CONSTRAINT window_one_place")
        cursor.execute("ALTER TABLE people_workingwindow DISABLE TRIGGER window_travel")
    for house in ("hospital", "residence"):
        with looking_as("manager", house), transaction.atomic():
            WorkingWindow.objects.create(
                practitioner_id=ZHAO, organisation_id=cast.key(house), added_at=NOW,
                during=DateTimeTZRange(NOW, NOW + HOUR),
            )  # fmt: skip


def test_of_many_houses_that_want_one_nurse_at_once_one_gets_her(committed: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from yiyang.foundation.actors import Actor
    from yiyang.ground.access.context import acting_as

    houses = ["hospital", "residence", "pharmacy", "community"]
    with transaction.atomic():
        for house in houses:
            RoleAssignment.objects.create(
                holder_id=cast.key("manager"), organisation_id=cast.key(house), role="manager", starts_at=cast.SINCE
            )

    def claim(house: str) -> str:
        manager = Actor.person(cast.key("manager"), cast.key(house))
        try:
            with acting_as(manager, NOW), transaction.atomic():
                services.employ(by=manager, now=NOW, practitioner_id=CHEN, role="nurse")
            with acting_as(manager, NOW), transaction.atomic():
                services.add_window(by=manager, now=NOW, practitioner_id=CHEN, starts_at=NOW, ends_at=NOW + HOUR)
            return "got her"
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, houses)) == ["elsewhere"] * 3 + ["got her"]


points = st.tuples(st.floats(30, 31.5), st.floats(103, 104.5))


@rolled_back
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points, points)
def test_the_table_travels_as_fast_as_places_does(
    looking_as: Looking, a: tuple[float, float], b: tuple[float, float]
) -> None:
    a, b = ((round(point[0], 6), round(point[1], 6)) for point in (a, b))
    with transaction.atomic():
        for house, point in (("hospital", a), ("residence", b)):
            with looking_as("manager", house), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE places_organisation SET latitude = %s, longitude = %s WHERE id = %s",
                    [*point, cast.key(house)],
                )
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_travel(%s, %s)", [cast.key("hospital"), cast.key("residence")])
            assert cursor.fetchone()[0] == timedelta(minutes=travel_minutes(a, b, "car"))
        transaction.set_rollback(True)


@rolled_back
def test_a_licence_counts_until_the_day_it_expires_or_is_revoked(looking_as: Looking, now: datetime) -> None:
    assert services.may_practise(ZHAO, now)
    assert not services.may_practise(uuid4(), now)
    with looking_as("manager", "hospital") as manager:
        old = PractitionerLicence.objects.get(practitioner_id=ZHAO)
        services.revoke_licence(by=manager, now=now, licence_id=old.id)
        services.revoke_licence(by=manager, now=now, licence_id=old.id)
        assert not services.may_practise(ZHAO, now)
        add = {"by": manager, "now": now, "practitioner_id": ZHAO, "kind": "physician"}
        licence = services.add_licence(**add, number="2", issued_on=date(2026, 1, 1), expires_on=date(2026, 12, 1))
        assert services.add_licence(**add, number="2").id == licence.id
        midnight = datetime.fromisoformat("2026-12-01T00:00+08:00")
        assert services.may_practise(ZHAO, midnight - timedelta(seconds=1))
        assert not services.may_practise(ZHAO, midnight)
        with pytest.raises(Invalid):
            services.add_licence(**add, number="3", issued_on=date(2026, 1, 1), expires_on=date(2026, 1, 1))
    with looking_as("manager", "residence") as other, pytest.raises(NotAllowed):
        services.revoke_licence(by=other, now=now, licence_id=licence.id)


@rolled_back
def test_a_new_face_for_a_person_who_works(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        face = services.register_practitioner(
            by=manager, now=now, person_id=cast.key("stranger"), name="钱多", title="康复师"
        )
        again = services.register_practitioner(by=manager, now=now, person_id=cast.key("stranger"), name="x")
        assert (again.id, again.name) == (face.id, "钱多")
        services.employ(by=manager, now=now, practitioner_id=face.id, role="carer")
        assert not services.may_practise(face.id, now)
        with pytest.raises(Unknown):
            services.register_practitioner(by=manager, now=now, person_id=uuid4(), name="x")
        own = services.register_practitioner(by=manager, now=now, person_id=cast.key("manager"), name="周莉")
        with pytest.raises(errors.GrantToOneself):
            services.employ(by=manager, now=now, practitioner_id=own.id, role="nurse")


@rolled_back
def test_a_house_joins_the_care_team_and_leaves_it(looking_as: Looking, now: datetime) -> None:
    guifang = cast.key("guifang")
    with looking_as("zhao", "hospital") as zhao, pytest.raises(Unknown):
        selectors.person_card(zhao, guifang, now)
    with looking_as("chen", "community") as chen:
        join = {
            "by": chen, "now": now, "person_id": guifang, "member_id": cast.key("hospital"), "role": "doctor",
            "practitioner_id": ZHAO,
        }  # fmt: skip
        member = services.join_team(**join)
        assert services.join_team(**join).id == member.id
        team = selectors.care_team(chen, guifang, now)
        assert [(one.house_name_en, one.professional_en) for one in team] == [
            ("Dujiangyan Medical Centre", "Dr Zhao Wenhua")
        ]
    with looking_as("zhao", "hospital") as zhao:
        assert selectors.person_card(zhao, guifang, now).reason == "care-team"
    with looking_as("zhao") as off_duty, pytest.raises(Unknown):
        selectors.person_card(off_duty, guifang, now)
    with looking_as("guifang") as herself:
        services.leave_team(by=herself, now=now, member_id=member.id)
        services.leave_team(by=herself, now=now, member_id=member.id)
        assert selectors.care_team(herself, guifang, now) == []
    with looking_as("zhao", "hospital") as zhao, pytest.raises(Unknown):
        selectors.person_card(zhao, guifang, now)
    with looking_as("stranger") as stranger:
        with pytest.raises(Unknown):
            services.join_team(by=stranger, now=now, person_id=guifang, member_id=cast.key("pharmacy"), role="x")
        with pytest.raises(Unknown):
            services.leave_team(by=stranger, now=now, member_id=member.id)
