"""Remind people of tomorrow's appointment, once for each hour it is set to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections, transaction

from yiyang.face import words
from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import services as messages

AHEAD = timedelta(hours=24)
BATCH = 500

_DUE = """
    SELECT order_id, organisation_id FROM appointment_booking
     WHERE state = 'booked' AND starts_at > %(now)s AND starts_at <= %(until)s
       AND reminded_for IS DISTINCT FROM starts_at
     ORDER BY starts_at LIMIT %(batch)s
"""
_CLAIM = """
    UPDATE appointment_booking b SET reminded_for = b.starts_at
      FROM orders_order o
     WHERE b.order_id = %(order)s AND o.id = b.order_id AND b.state = 'booked' AND b.starts_at > %(now)s
       AND b.reminded_for IS DISTINCT FROM b.starts_at
    RETURNING b.person_id, o.placed_by_id, o.channel, o.code, b.number, b.starts_at
"""
