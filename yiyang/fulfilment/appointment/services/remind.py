"""Remind people of what is coming, once for each hour an appointment is set to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction
from django.db.models import F, Q

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.services.tell import REMINDED, concerned, say
from yiyang.fulfilment.appointment.states import BOOKED
from yiyang.ground.access.context import acting_as

AHEAD = timedelta(hours=24)
BATCH = 500

_DUE = """
    SELECT order_id, organisation_id FROM appointment_booking
     WHERE state = 'booked' AND starts_at > %(now)s AND starts_at <= %(until)s
       AND reminded_for IS DISTINCT FROM starts_at
     ORDER BY starts_at LIMIT %(batch)s
"""


def remind_due(now: datetime) -> int:
    """Remind of up to 500 appointments that begin within 24 hours; returns of how many.

    The worker calls this outside a transaction, one transaction an appointment: the mark and the notice stand or fall
    together, so it may be stopped anywhere and begun again. Moving an appointment brings a new reminder.
    """
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "until": now + AHEAD, "batch": BATCH})
        due = cursor.fetchall()
    return sum(_remind(order_id, organisation_id, now) for order_id, organisation_id in due)


def _remind(order_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    with acting_as(Actor.system(organisation_id), now), transaction.atomic():
        unmarked = Q(reminded_for=None) | ~Q(reminded_for=F("starts_at"))
        still = Booking.objects.filter(unmarked, order_id=order_id, state=BOOKED, starts_at__gt=now)
        if still.update(reminded_for=F("starts_at")) != 1:
            return False
        booking = Booking.objects.select_related("order__service", "organisation").get(order_id=order_id)
        order = booking.order
        say(REMINDED, booking, concerned(order.person_id, order.placed_by_id, order.channel), now)
    return True
