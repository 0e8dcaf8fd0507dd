"""One unbroken line of care: home, community, institution, hospital, and back."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOW, Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Invalid, Refused, Unknown
from yiyang.ground.people import errors, selectors, services
from yiyang.ground.people.models import CareSetting
from yiyang.ground.people.models.setting import SETTINGS

rolled_back = pytest.mark.django_db
GUIFANG = cast.key("guifang")
DAY = timedelta(days=1)


@rolled_back
def test_she_moves_from_home_to_the_residence_and_her_history_is_one_line(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        move = {"by": chen, "now": now, "person_id": GUIFANG}
        home = services.move_setting(**move, kind="home", responsible_id=cast.key("community"), from_at=now - 300 * DAY)
        stay = services.move_setting(**move, kind="institution", responsible_id=cast.key("residence"))
        assert services.move_setting(**move, kind="institution", responsible_id=cast.key("residence")) == stay
        lines = selectors.settings_of(chen, GUIFANG, now)
        assert [(line.id, line.kind, line.until) for line in lines] == [
            (stay, "institution", None),
            (home, "home", now),
        ]
        card = selectors.person_card(chen, GUIFANG, now)
        assert (card.setting, card.responsible_name_en) == ("institution", "Qingchengshan Residence")
        for changes, refusal in (
            ({"kind": "institution", "responsible_id": cast.key("residence"), "from_at": now + DAY, "plan_id": uuid4()},
             errors.SameSetting),
            ({"kind": "hospital", "responsible_id": None, "from_at": now + DAY}, errors.FutureWithoutPlan),
            ({"kind": "hospital", "responsible_id": cast.key("hospital"), "from_at": now}, errors.MoveTooEarly),
            ({"kind": "moon", "responsible_id": None}, Invalid),
            ({"kind": "hospital", "responsible_id": uuid4()}, Unknown),
        ):  # fmt: skip
            with pytest.raises(refusal):
                services.move_setting(**{**move, **changes})
        planned = services.move_setting(
            **move, kind="home", responsible_id=None, from_at=now + 7 * DAY, plan_id=uuid4()
        )
        assert selectors.person_card(chen, GUIFANG, now).setting == "institution"
        assert selectors.person_card(chen, GUIFANG, now + 7 * DAY).setting == "home"
        assert planned
    for who, house in (("stranger", None), ("desk", "hospital"), ("limin", None)):
        with looking_as(who, house) as other, pytest.raises(Unknown):
            services.move_setting(by=other, now=now, person_id=GUIFANG, kind="home", responsible_id=None)


@rolled_back
def test_the_database_refuses_an_overlap_and_a_gap(looking_as: Looking, now: datetime) -> None:
    row = {"person_id": GUIFANG, "organisation_id": cast.key("community"), "kind": "home", "recorded_at": now}
    with looking_as("chen", "community"):
        CareSetting.objects.create(during=DateTimeTZRange(now, now + DAY), **row)
        with pytest.raises(IntegrityError, match="setting_one_at_a_time"), transaction.atomic():
            CareSetting.objects.create(during=DateTimeTZRange(now + DAY / 2, None), **row)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS setting_no_gap IMMEDIATE")
        with pytest.raises(IntegrityError, match="gap"), transaction.atomic():
            CareSetting.objects.create(during=DateTimeTZRange(now + 2 * DAY, None), **row)
        CareSetting.objects.create(during=DateTimeTZRange(now + DAY, None), **row)


def test_control_without_the_constraints_overlap_and_gap_would_stand(committed: str, looking_as: Looking) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE people_caresetting DROP CONSTRAINT setting_one_at_a_time")
        cursor.execute("ALTER TABLE people_caresetting DISABLE TRIGGER setting_no_gap")
    row = {"person_id": GUIFANG, "organisation_id": cast.key("community"), "kind": "home", "recorded_at": NOW}
    with looking_as("chen", "community"), transaction.atomic():
        for start, end in ((NOW, NOW + 2 * DAY), (NOW + DAY, NOW + 2 * DAY), (NOW + 3 * DAY, None)):
            CareSetting.objects.create(during=DateTimeTZRange(start, end), **row)
    with looking_as("chen", "community"), transaction.atomic():
        assert CareSetting.objects.count() == 3


moves = st.lists(
    st.tuples(
        st.sampled_from(SETTINGS),
        st.sampled_from([None, "community", "residence", "hospital"]),
        st.integers(-400, 400),
    ),
    max_size=12,
)


@rolled_back
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_whatever_moves_are_tried_the_line_has_neither_gap_nor_overlap(
    looking_as: Looking, plan: list[tuple[str, str | None, int]]
) -> None:
    with looking_as("chen", "community") as chen, transaction.atomic():
        done = 0
        for kind, house, hours in plan:
            try:
                services.move_setting(
                    by=chen,
                    now=NOW,
                    person_id=GUIFANG,
                    kind=kind,
                    responsible_id=cast.key(house) if house else None,
                    from_at=NOW + timedelta(hours=hours),
                    plan_id=uuid4() if hours > 0 else None,
                )
                done += 1
            except Refused:
                continue
        lines = selectors.settings_of(chen, GUIFANG, NOW)[::-1]
        assert len(lines) <= done
        assert all(one.until == other.since for one, other in pairwise(lines))
        assert all((one.kind, one.responsible_id) != (other.kind, other.responsible_id)
                   for one, other in pairwise(lines))  # fmt: skip
        assert not lines or lines[-1].until is None
        transaction.set_rollback(True)
