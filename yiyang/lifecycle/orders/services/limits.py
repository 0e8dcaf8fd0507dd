"""How many open orders may one person have?"""

from __future__ import annotations

from django.db import connection

from yiyang.lifecycle.orders.errors import TooManyOpen
from yiyang.lifecycle.orders.protocol import Mode, Wish
from yiyang.lifecycle.orders.states import OPEN

# An unpaid order whose time has run out is not open, whether the worker has swept it yet or not.
_COUNT = """
    SELECT count(*), count(*) FILTER (WHERE service_id = %(service)s)
      FROM orders_order
     WHERE person_id = %(person)s AND mode = %(mode)s AND state = ANY(%(open)s)
       AND NOT (state = 'requested' AND pay_until IS NOT NULL AND pay_until <= %(now)s)
"""


def check_limits(wish: Wish, mode: Mode, open_limit: int) -> None:
    """Raises TooManyOpen when one more would pass the mode's limit for a person, or `open_limit` of the service."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "person": wish.person_id,
                "mode": mode.code,
                "service": wish.service_id,
                "open": list(OPEN),
                "now": wish.now,
            },
        )
        everywhere, here = cursor.fetchone()
    _within(everywhere, mode.open_max)
    _within(here, open_limit)


def _within(open_now: int, limit: int) -> None:
    if open_now >= limit:
        raise TooManyOpen(limit=limit)
