"""What was collected at the door with no network arrives once, in order, and overwrites nothing."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from yiyang.care.records import selectors as records
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.fulfilment.home_visit import selectors as seen
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.errors import NotProven
from yiyang.fulfilment.home_visit.models import Entry as EntryRow
from yiyang.fulfilment.home_visit.models import Position, Visit
from yiyang.fulfilment.home_visit.tests.factories import (
    COMMUNITY,
    FAR,
    GUIFANG,
    HOME,
    Looking,
    dressing,
    entry,
    nurse,
    shifts,
    whole_visit,
)
from yiyang.ground.cases import selectors as cases
from yiyang.lifecycle.orders import selectors as orders_seen
from yiyang.lifecycle.orders import services as orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit_id(looking_as: Looking, now: datetime) -> UUID:
    """Nurse Chen changes Wang Guifang's dressing tomorrow at ten."""
    return dressing(looking_as, now)


def later(now: datetime) -> datetime:
    return now + timedelta(days=1, hours=3)


def test_a_whole_visit_sent_twice_is_one_visit(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    entries = whole_visit(now + timedelta(days=1), 5)
    with looking_as("chen", "community") as chen:
        shuffled = random.Random(7).sample(entries, len(entries))
        first = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=shuffled)
        assert [each.outcome for each in first] == ["accepted"] * len(entries)
        again = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=entries)
        assert [each.outcome for each in again] == ["already"] * len(entries)
        assert EntryRow.objects.filter(visit_id=visit_id).count() == len(entries)
        visit = Visit.objects.get(order_id=visit_id)
        assert visit.state == "fulfilled"
        assert orders_seen.order_of(chen, visit_id, later(now)).state == "completed"
        assert visit.encounter_id is not None
        card = records.visit_card(chen, visit.encounter_id, later(now))
        assert card.signed_at == later(now)
        assert {line.kind for line in card.lines} == {"Observation", "Note", "Procedure"}
    with looking_as("limin") as limin:
        proof = orders_seen.evidence(limin, visit_id, later(now))
        assert proof.complete
        assert [charge.amount.minor for charge in orders_seen.charges(limin, visit_id, later(now))] == [12_000, 1_000]
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        visits.hand_in(by=stranger, now=later(now), visit_id=visit_id, entries=entries)


def test_the_same_key_with_other_words_is_refused(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    at, key = now + timedelta(days=1), new_id()
    with looking_as("chen", "community") as chen:
        visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[entry("arrived", at, 1, key, **HOME)])
        [answer] = visits.hand_in(
            by=chen, now=later(now), visit_id=visit_id, entries=[entry("arrived", at, 1, key, **FAR)]
        )
        assert (answer.outcome, answer.field) == ("refused", "key")


def test_a_conflict_is_kept_and_shown_and_overwrites_nothing(
    visit_id: UUID, looking_as: Looking, now: datetime
) -> None:
    at = now + timedelta(days=1)
    with looking_as("chen", "community") as chen:
        visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[entry("arrived", at, 1, **HOME)])
        other = entry("arrived", at + timedelta(minutes=9), 1, **HOME)
        [answer] = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[other])
        assert answer.outcome == "conflict"
        assert answer.stands["arrived_at"] == at.isoformat()
        assert Visit.objects.get(order_id=visit_id).arrived_at == at
        [again] = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[other])
        assert (again.outcome, again.stands) == ("conflict", answer.stands)
        assert EntryRow.objects.filter(visit_id=visit_id, outcome="conflict").count() == 1


def test_departure_before_arrival_is_refused_until_the_arrival_came(
    visit_id: UUID, looking_as: Looking, now: datetime
) -> None:
    at = now + timedelta(days=1)
    left = entry("departed", at + timedelta(hours=1), 9, **HOME)
    with looking_as("chen", "community") as chen:
        [answer] = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[left])
        assert (answer.outcome, answer.code, answer.retry) == ("refused", "not-there-yet", True)
        early = entry("departed", at - timedelta(hours=1), 9, **HOME)
        arrived = entry("arrived", at, 1, **HOME)
        answers = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[early, arrived, left])
        assert [each.outcome for each in answers] == ["accepted", "refused", "accepted"]
        with pytest.raises(DatabaseError), transaction.atomic():
            Visit.objects.filter(order_id=visit_id).update(departed_at=at - timedelta(hours=1))


def test_the_place_is_proven_or_an_exception_is_stated(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    entries = whole_visit(now + timedelta(days=1), 5)
    entries = [entry("arrived", each.at, 2, **FAR) if each.kind == "arrived" else each for each in entries]
    with looking_as("chen", "community") as chen:
        visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=entries)
        assert Visit.objects.get(order_id=visit_id).state == "left"
        with pytest.raises(NotProven):
            orders.complete(order_id=visit_id, by=chen, now=later(now))
        reason = entry("exception", later(now), 40, about="arrival", reason="在社区花园做的")
        visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[reason])
        assert Visit.objects.get(order_id=visit_id).state == "fulfilled"


def test_work_for_a_visit_given_to_somebody_else_is_kept_as_a_conflict(
    visit_id: UUID, looking_as: Looking, now: datetime
) -> None:
    other = nurse(looking_as, now, "刘芳")
    shifts(looking_as, now, [1], other)
    with looking_as(Actor.system(COMMUNITY)) as system:
        visits.assign(by=system, now=now, order_id=visit_id, practitioner_id=other, reason="生病")
    with looking_as("chen", "community") as chen:
        answers = visits.hand_in(
            by=chen, now=later(now), visit_id=visit_id, entries=whole_visit(now + timedelta(days=1), 5)
        )
        assert {each.outcome for each in answers} == {"conflict"}
        assert answers[0].stands["worker"] == "刘芳"
        assert Visit.objects.get(order_id=visit_id).state == "booked"


def test_what_was_handed_in_is_only_added_to(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        visits.hand_in(
            by=chen, now=later(now), visit_id=visit_id, entries=[entry("set_out", now + timedelta(days=1), 1)]
        )
        for statement in ("UPDATE home_visit_entry SET seq = 9", "DELETE FROM home_visit_entry"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_an_alarm_opens_a_case_whatever_the_visit_is_in(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        alarm = entry("alarm", later(now), 50, **HOME)
        press = entry("alarm", later(now), 51, **HOME)
        answers = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[alarm, press])
        assert [each.outcome for each in answers] == ["accepted", "accepted"]
        [case] = cases.open_cases(chen, now=later(now))
        assert case.kind == "home_visit.alarm"
        assert case.person_id == cast.key("chen")


def test_a_position_is_kept_on_duty_only(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    at = now + timedelta(days=1)
    with looking_as("chen", "community") as chen:
        before = entry("position", at - timedelta(hours=1), 1, **HOME)
        out, on_duty = entry("set_out", at - timedelta(minutes=20), 2), entry("position", at, 3, **HOME)
        answers = visits.hand_in(by=chen, now=later(now), visit_id=visit_id, entries=[before, out, on_duty])
        assert [(each.outcome, each.code) for each in answers] == [
            ("refused", "off-duty"),
            ("accepted", ""),
            ("accepted", ""),
        ]
    with looking_as("limin") as limin:
        assert limin.person_id
        assert Position.objects.count() == 0


def test_the_day_holds_everything_a_phone_needs(visit_id: UUID, looking_as: Looking, now: datetime) -> None:
    tomorrow = (now + timedelta(days=1)).date()
    with looking_as("chen", "community") as chen:
        day = seen.day_of(chen, cast.key("chen"), tomorrow, now)
        [visit] = day["visits"]
        assert visit["person"]["id"] == str(GUIFANG)
        assert visit["item"]["checklist"][0]["text_en"]
        assert visit["instruction"]
        with pytest.raises(Unknown):
            seen.day_of(chen, cast.key("zhao"), tomorrow, now)
    with looking_as("stranger") as stranger, pytest.raises(Refused):
        seen.day_of(stranger, cast.key("chen"), tomorrow, now)
