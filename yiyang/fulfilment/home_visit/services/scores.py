"""How a worker stands, from the ratings of proven visits: a rating of the service counts for who came (R78, R79)."""

from __future__ import annotations

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.lifecycle.ratings import selectors as ratings
from yiyang.lifecycle.ratings.events import ServiceRated

_COUNT = """
    INSERT INTO home_visit_workerscore AS s (id, organisation_id, practitioner_id, total_milli, count)
    VALUES (gen_random_uuid(), %(house)s, %(worker)s, %(new)s, 1)
    ON CONFLICT ON CONSTRAINT worker_score_once
    DO UPDATE SET total_milli = s.total_milli + %(more)s, count = s.count + %(one)s
"""


def count(event: ServiceRated) -> None:
    """A visit was rated, or its rating changed: the worker's sum follows by the difference."""
    visit = Visit.objects.select_for_update(of=("self",)).filter(order_id=event.order_id).first()
    if visit is None or visit.practitioner_id is None:
        return
    given = ratings.rating_of(Actor.system(event.organisation_id), event.order_id, event.at)
    if given is None:
        return
    milli = (given.quality + given.effect) * 500
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "house": visit.organisation_id,
                "worker": visit.practitioner_id,
                "new": milli,
                "more": milli - (visit.stars_milli or 0),
                "one": 0 if visit.stars_milli else 1,
            },
        )
    Visit.objects.filter(order_id=visit.order_id).update(stars_milli=milli)
