"""What a booking does when its order moves. Subscribed in `apps.py`; runs in the order's own transaction."""

from __future__ import annotations

from django.db import connection

from yiyang.care.records.events import RecordSigned
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import CODE
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.events import OrderAccepted, OrderStarted

_KEEP = """
    UPDATE appointment_booking SET state = 'booked', held_until = NULL WHERE order_id = %s AND state = 'pending'
"""
_BEGIN = """
    UPDATE appointment_booking
       SET state = 'arrived', checked_in_at = COALESCE(checked_in_at, %(at)s), seen_at = COALESCE(seen_at, %(at)s)
     WHERE order_id = %(order)s AND state IN ('booked', 'arrived')
"""


def keep(event: OrderAccepted) -> None:
    """Paid in time: the number is theirs. An order agreed at once was booked from the start."""
    if event.mode == CODE and event.terms == "prepaid":
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [event.order_id])


def begin(event: OrderStarted) -> None:
    """Whoever is being seen has come, whether the desk noticed or not."""
    if event.mode == CODE:
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, {"order": event.order_id, "at": event.at})


def signed(event: RecordSigned) -> None:
    """Whoever signs the encounter of a visit has finished the visit."""
    if event.kind != "Encounter" or event.order_id is None or event.by_id is None:
        return
    begun = Booking.objects.filter(order_id=event.order_id, seen_at__isnull=False, closed_at=None)
    if begun.exists():
        by = Actor.person(event.by_id, event.organisation_id)
        orders.complete(order_id=event.order_id, by=by, now=event.at)
