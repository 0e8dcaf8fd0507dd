"""Another number for the same order: the new one is sure before the old one is free."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation import events
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.capacity.claims import INSERT_CLAIM, MARK_SLOT, MINE, OPEN, Claim, claim_row
from yiyang.lifecycle.capacity.errors import HoldLapsed, NothingClaimed, NumberTaken, OtherService, SameHour
from yiyang.lifecycle.capacity.events import ClaimMoved
from yiyang.lifecycle.capacity.services.claim_of import claim_of
from yiyang.lifecycle.capacity.services.hold import reason

_LOCK = """
    SELECT c.id, c.slot_id, c.turn, c.person_id, c.organisation_id, c.state, c.held_until,
           old.service_id = (SELECT service_id FROM capacity_slot WHERE id = %(slot)s)
      FROM capacity_slotclaim c JOIN capacity_slot old ON old.id = c.slot_id
     WHERE c.order_id = %(order)s AND c.state IN ('held', 'kept') FOR UPDATE OF c
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
    claimed AS ({INSERT_CLAIM.format(sources="pick, ended")}),
    freed AS (
        UPDATE capacity_slot sl SET held_until = NULL,
               state = CASE WHEN se.state = 'withdrawn' THEN 'withdrawn' ELSE 'free' END
          FROM claimed, capacity_session se
         WHERE sl.id = %(old_slot)s AND sl.turn = %(old_turn)s AND se.id = sl.session_id)
{MARK_SLOT}
"""
# An open slot that could not be had is either in another caller's hand or clashes with the person's own day.
_ELSEWHERE = """
    SELECT 1 FROM capacity_slotclaim c JOIN capacity_slot sl ON sl.id = %(slot)s
     WHERE c.person_id = %(person)s AND c.state IN ('held', 'kept') AND c.order_id <> %(order)s
       AND c.starts_at < sl.ends_at AND c.ends_at > sl.starts_at LIMIT 1
"""


def move(order_id: UUID, to_slot_id: UUID, now: datetime, *, pool: UUID | None = None) -> Claim:
    """Give the order the slot `to_slot_id` and free the one it had; to the slot it has already is no change.

    A hold stays a hold with its own end. Raises NothingClaimed, HoldLapsed, Unknown, OtherService,
    SessionWithdrawn, InThePast, NumberTaken and SameHour; after a refusal the old number is still there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, {"order": order_id, "slot": to_slot_id})
        row = cursor.fetchone()
        if row is None:
            raise NothingClaimed
        claim_id, slot_id, turn, person_id, organisation_id, state, until, same_service = row
        if until is not None and until <= now:
            raise HoldLapsed
        if same_service is None:
            raise Unknown
        if not same_service:
            raise OtherService(field="slot")
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
