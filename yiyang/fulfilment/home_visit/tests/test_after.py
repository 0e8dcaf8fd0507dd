"""What follows a visit: the score of who came, the words to the family, the reminder, and being forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.models import Entry, Position, Visit, WorkerScore
from yiyang.fulfilment.home_visit.tests.factories import (
    CHEN,
    COMMUNITY,
    GUIFANG,
    HOME,
    Looking,
    assessed,
    book,
    committing,
    entry,
    in_force,
    shifts,
    undertaken,
    whole_visit,
)
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import selectors as messages
from yiyang.lifecycle.orders import selectors as orders_seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.ratings import services as ratings

SYSTEM = Actor.system(COMMUNITY)


def done(looking_as: Looking, now: datetime, item: str = "hn06", need: str = "bathing", **asked: object) -> UUID:
    """Nurse Chen has been there."""
    in_force(looking_as, now)
    service_id = undertaken(looking_as, now, need, item)
    shifts(looking_as, now, [1])
    assessed(looking_as, now, service_id)
    start = now + timedelta(days=1)
    with looking_as("limin") as limin:
        order = book(limin, now, service_id, start, **asked)
    with looking_as("chen", "community") as chen:
        visits.hand_in(by=chen, now=start + timedelta(hours=2), visit_id=order.id, entries=whole_visit(start, 4))
        assert Visit.objects.get(order_id=order.id).state == "fulfilled"
    return order.id


@pytest.mark.django_db
def test_a_rating_counts_for_who_came_and_a_change_counts_once(looking_as: Looking, now: datetime) -> None:
    order_id, later = done(looking_as, now), now + timedelta(days=1, hours=3)
    with looking_as("limin") as limin:
        ratings.rate(by=limin, now=later, order_id=order_id, quality=5, effect=4)
        score = WorkerScore.objects.get(practitioner_id=CHEN)
        assert (score.total_milli, score.count) == (4_500, 1)
        ratings.change(by=limin, now=later, order_id=order_id, quality=3, effect=3)
        score.refresh_from_db()
        assert (score.total_milli, score.count) == (3_000, 1)


@pytest.mark.django_db
def test_the_family_reads_what_the_escort_wrote(looking_as: Looking, now: datetime) -> None:
    done(looking_as, now, "escort", "nursing-visit", purpose="去人民医院复查")
    with looking_as("limin") as limin:
        told = [notice for notice in messages.inbox(limin) if "创面红润" in notice.body]
        assert len(told) == 1
    with looking_as("stranger") as stranger:
        assert not [notice for notice in messages.inbox(stranger) if "创面红润" in notice.body]


@pytest.mark.django_db
def test_a_person_takes_their_visits_along(looking_as: Looking, now: datetime) -> None:
    order_id = done(looking_as, now)
    with looking_as("guifang") as guifang:
        exported = orders_seen.export_orders(guifang, GUIFANG, now)
        [work] = [each["work"] for each in exported if each.get("work", {}).get("state") == "fulfilled"]
        assert work["worker"] == "陈静"
        assert {each["kind"] for each in work["entries"]} >= {"arrived", "noted", "signed", "departed"}
        assert orders_seen.evidence(guifang, order_id, now).complete


def test_what_was_said_goes_when_the_person_does_and_the_proof_stays(committed: str, now: datetime) -> None:
    order_id = at_work(now)
    with transaction.atomic(using="worker"):
        assert orders.erase_words(person_id=GUIFANG) > 0
        assert orders.erase_words(person_id=GUIFANG) == 0
    with acting_as(SYSTEM, now), transaction.atomic():
        visit = Visit.objects.get(order_id=order_id)
        assert (visit.address, visit.signed_by, visit.state) == ("", "", "fulfilled")
        assert not Entry.objects.exclude(data={}).exists()
        assert Entry.objects.filter(visit=visit, kind="arrived").count() == 1


def test_a_reminder_goes_once_and_positions_are_forgotten(committed: str, now: datetime) -> None:
    order_id = at_work(now, finish=False)
    soon = now + timedelta(hours=1)
    assert visits.remind_due(soon) == 1
    assert visits.remind_due(soon) == 0
    start = now + timedelta(days=1)
    chen = cast.actor("chen", "community")
    with acting_as(chen, start), transaction.atomic():
        out, here = entry("set_out", start, 1), entry("position", start, 2, **HOME)
        visits.hand_in(by=chen, now=start, visit_id=order_id, entries=[out, here])
        assert Position.objects.count() == 1
    assert visits.forget_positions(start + timedelta(days=7)) == 0
    assert visits.forget_positions(start + timedelta(days=7, seconds=1)) == 1


def at_work(now: datetime, *, finish: bool = True) -> UUID:
    """The same story, committed: each step a transaction of its own."""
    look = committing(now)
    if finish:
        found = done(look, now)
    else:
        in_force(look, now)
        service_id = undertaken(look, now, "haircut", "haircut")
        shifts(look, now, [1])
        with look("limin") as limin:
            found = book(limin, now, service_id, now + timedelta(days=1)).id
    connections["worker"].close()
    return found
