"""Remind people of who comes, once for each hour a visit is set to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction
from django.db.models import F, Q

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.services.tell import REMINDED, concerned, say
from yiyang.fulfilment.home_visit.states import BOOKED
from yiyang.ground.access.context import acting_as

AHEAD = timedelta(hours=24)
BATCH = 500

_DUE = """
    SELECT order_id, organisation_id FROM home_visit_visit
     WHERE state = 'booked' AND starts_at > %(now)s AND starts_at <= %(until)s
       AND reminded_for IS DISTINCT FROM starts_at
     ORDER BY starts_at LIMIT %(batch)s
"""


def remind_due(now: datetime) -> int:
    """Remind of up to 500 visits within 24 hours; returns of how many.

    The worker calls this outside a transaction, one transaction a visit: the mark and the notice stand or fall
    together, so it may be stopped anywhere and begun again. Moving a visit brings a new reminder.
    """
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "until": now + AHEAD, "batch": BATCH})
        due = cursor.fetchall()
    return sum(_remind(order_id, organisation_id, now) for order_id, organisation_id in due)


def _remind(order_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    with acting_as(Actor.system(organisation_id), now), transaction.atomic():
        unmarked = Q(reminded_for=None) | ~Q(reminded_for=F("starts_at"))
        still = Visit.objects.filter(unmarked, order_id=order_id, state=BOOKED, starts_at__gt=now)
        if still.update(reminded_for=F("starts_at")) != 1:
            return False
        rows = Visit.objects.select_related("order__service", "organisation", "practitioner")
        visit = rows.get(order_id=order_id)
        order = visit.order
        say(REMINDED, visit, concerned(order.person_id, order.placed_by_id, order.channel), now)
    return True
