"""What a visit does when its order moves. Subscribed in `apps.py`; runs in the order's own transaction."""

from __future__ import annotations

from django.db import connection

from yiyang.fulfilment.home_visit.states import CODE
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.orders.events import OrderAccepted

_KEEP = """
    UPDATE home_visit_visit SET state = 'booked', held_until = NULL WHERE order_id = %s AND state = 'pending'
"""


def keep(event: OrderAccepted) -> None:
    """Paid in time: the worker is theirs. An order agreed at once was booked from the start."""
    if event.mode == CODE and event.terms == "prepaid":
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [event.order_id])
        capacity.keep_occupied(event.order_id, event.at)
