"""Complete the courses whose term is over: what was not used by then is earned."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.services.follow import advance
from yiyang.ground.access.context import acting_as

BATCH = 500

_DUE = """
    SELECT order_id, organisation_id FROM course_purchase
     WHERE closed_at IS NULL AND ends_at <= %s ORDER BY ends_at LIMIT %s
"""


def finish_due(now: datetime) -> int:
    """Complete up to 500 courses that have run out; returns how many.

    The worker calls this outside a transaction, one transaction a course, so it may be stopped anywhere and begun
    again. Nothing depends on its having run: a use counts by its own date.
    """
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_DUE, [now, BATCH])
        due = cursor.fetchall()
    for order_id, organisation_id in due:
        _finish(order_id, organisation_id, now)
    return len(due)


def _finish(order_id: UUID, organisation_id: UUID, now: datetime) -> None:
    with acting_as(Actor.system(organisation_id), now), transaction.atomic():
        advance(order_id, organisation_id, now, over=True)
