"""When is a number open, and what is a caller told about a claimed one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """Number `number` of a session, from `starts_at` to `ends_at`, for one order.

    `state` is `held` until `held_until`, or `kept`; a claim read later may also be lapsed, released or moved.
    """

    id: UUID
    order_id: UUID
    person_id: UUID
    slot_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    state: Literal["held", "kept", "lapsed", "released", "moved"]
    held_until: datetime | None


COLUMNS = "id, order_id, person_id, slot_id, number, starts_at, ends_at, state, held_until"


def claim_row(row: tuple[Any, ...]) -> Claim:
    """A claim from a row of COLUMNS."""
    return Claim(*row)


# Conditions on a slot `sl` at the instant %(now)s. A lapsed hold and a passed release time need no timer.
OPEN = "(sl.state = 'free' OR (sl.state = 'held' AND sl.held_until <= %(now)s))"
ANYBODYS = "(sl.pool_id IS NULL OR sl.release_at <= %(now)s)"
MINE = f"({ANYBODYS} OR sl.pool_id = %(pool)s)"

# The two last steps of every claim. The claim is inserted before the slot changes: when the person is elsewhere at
# that hour, nothing has happened. `turn` counts the claims of a slot and fences whoever was overtaken.
INSERT_CLAIM = f"""
        INSERT INTO capacity_slotclaim (id, organisation_id, person_id, slot_id, order_id, turn, number, starts_at,
                                        ends_at, state, held_until, claimed_at, changed_at)
        SELECT %(id)s, pick.organisation_id, %(person)s, pick.id, %(order)s, pick.turn + 1, pick.number, pick.starts_at,
               pick.ends_at, %(state)s, %(until)s, %(now)s, %(now)s FROM {{sources}}
        ON CONFLICT DO NOTHING RETURNING {COLUMNS}"""
MARK_SLOT = """
    UPDATE capacity_slot sl SET state = %(slot_state)s, held_until = %(until)s, turn = sl.turn + 1
      FROM claimed WHERE sl.id = claimed.slot_id RETURNING claimed.*"""
