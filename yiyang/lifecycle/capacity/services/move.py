"""Another number for the same order: the new one is sure before the old one is free."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation import events
from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.capacity.claims import MINE, OPEN, Claim, claim_row
from yiyang.lifecycle.capacity.errors import HoldLapsed, NothingClaimed, NumberTaken, SameHour
from yiyang.lifecycle.capacity.events import ClaimMoved
from yiyang.lifecycle.capacity.services.claim_of import claim_of
from yiyang.lifecycle.capacity.services.hold import reason

_LOCK = """
    SELECT id, slot_id, turn, person_id, organisation_id, state, held_until FROM capacity_slotclaim
     WHERE order_id = %(order)s AND state IN ('held', 'kept') FOR UPDATE
"""
# The new slot is only ever locked when nobody else has it (SKIP LOCKED), the old one is ours by its turn: two
# people who swap numbers cannot wait for one another.
_MOVE = f"""
    WITH ended AS (
        UPDATE capacity_slotclaim SET state = 'moved', changed_at = %(now)s WHERE id = %(claim)s RETURNING id),
    pick AS (
        SELECT sl.id, sl.organisation_id, sl.number, sl.starts_at, sl.ends_at, sl.turn
          FROM capacity_slot sl
          JOIN capacity_session se ON se.id = sl.session_id
         WHERE sl.id = %(slot)s AND se.state = 'open' AND sl.starts_at > %(now)s AND {OPEN} AND {MINE}
           FOR UPDATE OF sl SKIP LOCKED),
    claimed AS (
        INSERT INTO capacity_slotclaim (id, organisation_id, person_id, slot_id, order_id, turn, number, starts_at,
                                        ends_at, state, held_until, claimed_at, changed_at)
        SELECT %(id)s, organisation_id, %(person)s, pick.id, %(order)s, turn + 1, number, starts_at,
               ends_at, %(state)s, %(until)s, %(now)s, %(now)s FROM pick, ended
        ON CONFLICT DO NOTHING
        RETURNING id, order_id, person_id, slot_id, number, starts_at, ends_at, state, held_until),
    freed AS (
        UPDATE capacity_slot sl SET held_until = NULL,
               state = CASE WHEN se.state = 'withdrawn' THEN 'withdrawn' ELSE 'free' END
          FROM claimed, capacity_session se
         WHERE sl.id = %(old_slot)s AND sl.turn = %(old_turn)s AND se.id = sl.session_id)
    UPDATE capacity_slot sl SET state = %(slot_state)s, held_until = %(until)s, turn = sl.turn + 1
      FROM claimed WHERE sl.id = claimed.slot_id
    RETURNING claimed.id, claimed.order_id, claimed.person_id, claimed.slot_id, claimed.number, claimed.starts_at,
              claimed.ends_at, claimed.state, claimed.held_until
"""
# An open slot that could not be had is either in another caller's hand or clashes with the person's own day.
_ELSEWHERE = """
    SELECT 1 FROM capacity_slotclaim c JOIN capacity_slot sl ON sl.id = %(slot)s
     WHERE c.person_id = %(person)s AND c.state IN ('held', 'kept') AND c.order_id <> %(order)s
       AND c.starts_at < sl.ends_at AND c.ends_at > sl.starts_at LIMIT 1
"""


def move(order_id: UUID, to_slot_id: UUID, now: datetime, *, pool: UUID | None = None) -> Claim:
    """Give the order the slot `to_slot_id` and free the one it had; to the slot it has already is no change.

    A hold stays a hold with its own end. Raises NothingClaimed, HoldLapsed, Unknown, SessionWithdrawn, InThePast,
    NumberTaken and SameHour; after a refusal the old number is still there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, {"order": order_id})
        row = cursor.fetchone()
        if row is None:
            raise NothingClaimed
        claim_id, slot_id, turn, person_id, organisation_id, state, until = row
        if until is not None and until <= now:
            raise HoldLapsed
        values: dict[str, Any] = {
            "id": new_id(),
            "claim": claim_id,
            "order": order_id,
            "person": person_id,
            "now": now,
            "until": until,
            "state": state,
            "slot_state": "held" if state == "held" else "taken",
            "slot": to_slot_id,
            "old_slot": slot_id,
            "old_turn": turn,
            "pool": pool,
        }
        if slot_id == to_slot_id and (same := claim_of(order_id)) is not None:
            return same
        cursor.execute("SELECT capacity_lapse(%(person)s, %(now)s)", values)
        cursor.execute(_MOVE, values)
        moved = cursor.fetchone()
        if moved is None:
            refusal = reason("slot", values)
            cursor.execute(_ELSEWHERE, values)
            raise refusal if cursor.fetchone() or not isinstance(refusal, SameHour) else NumberTaken()
        claim = claim_row(moved)
        events.publish(ClaimMoved(order_id, organisation_id, person_id, claim.starts_at, now))
    return claim
