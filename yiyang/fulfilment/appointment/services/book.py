"""Claim a number for a wish, and give it back: what `open` and `close` of the mode do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.fulfilment.appointment.errors import NoNumberChosen, OtherService
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.services import Claim
from yiyang.lifecycle.orders.protocol import Wish

_INSERT = """
    INSERT INTO appointment_booking (order_id, organisation_id, person_id, practitioner_id, slot_id,
                                     claim_id, number, starts_at, ends_at, state, held_until)
    SELECT %(order)s, %(house)s, %(person)s, %(practitioner)s, id,
           %(claim)s, %(number)s, %(starts_at)s, %(ends_at)s, %(state)s, %(until)s
      FROM capacity_slot WHERE id = %(slot)s AND service_id = %(service)s
"""
_CLOSE = """
    UPDATE appointment_booking SET state = %(state)s, held_until = NULL, closed_at = %(now)s
     WHERE order_id = %(order)s AND closed_at IS NULL
"""


@dataclass(frozen=True)
class Choice:
    """What the caller typed, understood: a session's lowest free number, or one certain number."""

    session_id: UUID | None
    slot_id: UUID | None


def choice_of(detail: Any) -> Choice:
    """Read a wish's detail. Raises NoNumberChosen for anything but exactly one of `session_id` and `slot_id`."""
    given = {key: value for key, value in dict(detail).items() if value not in (None, "")}
    if len(given) != 1 or not set(given) <= {"session_id", "slot_id"}:
        raise NoNumberChosen(field="slot_id")
    [(key, value)] = given.items()
    try:
        found = UUID(str(value))
    except ValueError:
        raise NoNumberChosen(field=key) from None
    return Choice(found, None) if key == "session_id" else Choice(None, found)


def book(wish: Wish) -> Claim:
    """Take a number and keep the booking. Raises OtherService, and what capacity refuses: full, past, same hour."""
    choice = choice_of(wish.detail)
    claim = capacity.hold(
        session_id=choice.session_id,
        slot_id=choice.slot_id,
        person_id=wish.person_id,
        order_id=wish.order_id,
        until=wish.until,
        now=wish.now,
        pool=wish.by.organisation_id,
    )
    _keep(wish, claim)
    return claim


def _keep(wish: Wish, claim: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "order": wish.order_id,
                "house": wish.organisation_id,
                "person": wish.person_id,
                "practitioner": wish.practitioner_id,
                "service": wish.service_id,
                "slot": claim.slot_id,
                "claim": claim.id,
                "number": claim.number,
                "starts_at": claim.starts_at,
                "ends_at": claim.ends_at,
                "state": "pending" if wish.until else "booked",
                "until": wish.until,
            },
        )
        if cursor.rowcount != 1:
            raise OtherService(field="slot_id")


def close_booking(order_id: UUID, state: str, now: datetime) -> None:
    """End a booking as `state`; a closed one stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {"order": order_id, "state": state, "now": now})
