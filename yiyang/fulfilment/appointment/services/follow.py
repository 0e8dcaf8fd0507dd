"""What a booking does when its order moves. Subscribed in `apps.py`; runs in the order's own transaction."""

from __future__ import annotations

from django.db import connection

from yiyang.lifecycle.orders.events import OrderAccepted, OrderStarted

CODE = "appointment"

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
