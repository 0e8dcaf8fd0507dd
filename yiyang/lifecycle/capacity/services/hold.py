"""Claim a number: one statement, from the first look to the claimed row.

The lowest open number is locked with SKIP LOCKED, so a hundred callers take a hundred different numbers and nobody
waits. The claim is inserted before the slot changes: when the person is elsewhere at that hour, nothing has happened.
A hold that has lapsed counts as free; no timer opens anything.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.errors import Refused, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.capacity.claims import INSERT_CLAIM, MARK_SLOT, MINE, OPEN, Claim, claim_row
from yiyang.lifecycle.capacity.errors import (
    HoldLapsed,
    InThePast,
    NoSuchNumber,
    NumberTaken,
    SameHour,
    SessionFull,
    SessionWithdrawn,
)
from yiyang.lifecycle.capacity.services.claim_of import claim_of
from yiyang.lifecycle.capacity.states import LIVE

_WANTED = {
    "session": "se.id = %(session)s",
    "number": "se.id = %(session)s AND sl.number = %(number)s",
    "slot": "sl.id = %(slot)s",
}
_CLAIM = f"""
    WITH lapsed AS (
        UPDATE capacity_slotclaim SET state = 'lapsed', changed_at = %(now)s
         WHERE person_id = %(person)s AND state = 'held' AND held_until <= %(now)s RETURNING id),
    pick AS (
        SELECT sl.id, sl.organisation_id, sl.number, sl.starts_at, sl.ends_at, sl.turn
          FROM capacity_session se
          JOIN capacity_slot sl ON sl.organisation_id = se.organisation_id AND sl.session_id = se.id
         WHERE {{wanted}} AND se.state = 'open' AND sl.starts_at > %(now)s AND {OPEN} AND {MINE}
           AND (SELECT count(*) FROM lapsed) >= 0
         ORDER BY sl.number LIMIT 1 FOR UPDATE OF sl {{waiting}}),
    claimed AS ({INSERT_CLAIM.format(sources="pick")})
{MARK_SLOT}
"""
_WHY = f"""
    SELECT se.state, count(sl.id), count(sl.id) FILTER (WHERE sl.starts_at > %(now)s),
           count(sl.id) FILTER (WHERE sl.starts_at > %(now)s AND {OPEN} AND {MINE}),
           EXISTS (SELECT 1 FROM capacity_slotclaim WHERE order_id = %(order)s AND state <> 'moved')
      FROM capacity_session se
      LEFT JOIN capacity_slot sl ON sl.organisation_id = se.organisation_id AND sl.session_id = se.id
     WHERE {{wanted}} GROUP BY se.id
"""


def hold(
    *,
    person_id: UUID,
    order_id: UUID,
    now: datetime,
    until: datetime | None,
    session_id: UUID | None = None,
    number: int | None = None,
    slot_id: UUID | None = None,
    pool: UUID | None = None,
) -> Claim:
    """Claim the lowest open number of a session, its number `number`, or one slot; the same order twice is once.

    The claim ends by itself at `until`; with `until=None` it is kept at once. `pool` is the community for whose
    members reserved numbers are open. Raises Unknown, NoSuchNumber, SessionWithdrawn, InThePast, SessionFull,
    NumberTaken, SameHour, and HoldLapsed when this order's own claim is over; a refusal leaves the transaction
    usable and everything as it was.
    """
    if (session_id is None) == (slot_id is None):
        raise TypeError("give either session_id or slot_id")
    wanted = "slot" if slot_id else "session" if number is None else "number"
    values: dict[str, Any] = {
        "id": new_id(),
        "person": person_id,
        "order": order_id,
        "now": now,
        "until": until,
        "session": session_id,
        "number": number,
        "slot": slot_id,
        "pool": pool,
        "state": "kept" if until is None else "held",
        "slot_state": "taken" if until is None else "held",
    }
    row = _claim(wanted, values, "SKIP LOCKED")
    if row is None:
        return _second_look(wanted, values)
    return claim_row(row)


def _claim(wanted: str, values: dict[str, Any], waiting: str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(wanted=_WANTED[wanted], waiting=waiting), values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _second_look(wanted: str, values: dict[str, Any]) -> Claim:
    """Nothing came of it: answer the same order again, wait once for numbers that others have in hand, or say why."""
    refusal, claimed_before = _look(wanted, values)
    if claimed_before:
        return _again(values)
    if not isinstance(refusal, SameHour):
        raise refusal
    # A number is open by this look: another claim has it locked and may yet give it up, or the person is elsewhere
    # at that hour, perhaps by a hold that has lapsed out of our sight.
    with connection.cursor() as cursor:
        cursor.execute("SELECT capacity_lapse(%(person)s, %(now)s)", values)
    row = _claim(wanted, values, "")
    if row is None:
        raise reason(wanted, values)
    return claim_row(row)


def _again(values: dict[str, Any]) -> Claim:
    """What the same order claimed before, if it is still worth something."""
    claim = claim_of(values["order"])
    if claim is None or claim.state not in LIVE or (claim.held_until and claim.held_until <= values["now"]):
        raise HoldLapsed
    return claim


def reason(wanted: str, values: dict[str, Any]) -> Refused:
    """Why a claim came to nothing; SameHour is what remains when the number itself is open."""
    return _look(wanted, values)[0]


def _look(wanted: str, values: dict[str, Any]) -> tuple[Refused, bool]:
    """The reason, and whether this very order has claimed a number before."""
    with connection.cursor() as cursor:
        cursor.execute(_WHY.format(wanted=_WANTED[wanted]), values)
        row = cursor.fetchone()
    if row is None:
        return (NoSuchNumber(field="number") if wanted == "number" else Unknown()), False
    state, numbers, ahead, free, claimed_before = row
    if state != "open":
        return SessionWithdrawn(), claimed_before
    if not numbers:
        return NoSuchNumber(field="number"), claimed_before
    if not ahead:
        return InThePast(), claimed_before
    if not free:
        return (SessionFull() if wanted == "session" else NumberTaken()), claimed_before
    return SameHour(), claimed_before
