"""Post or void a reserved amount: a new row that points at it, exactly once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger.errors import AlreadyResolved, MoreThanPending, PendingUnknown
from yiyang.lifecycle.ledger.services.write import COLUMNS

_RESOLVE = f"""
WITH reserved AS (
    SELECT * FROM ledger_transfer WHERE id = %(pending_id)s AND phase = 'pending'
), resolved AS (
    INSERT INTO ledger_transfer ({COLUMNS})
    SELECT %(id)s, %(phase)s, debit_id, credit_id, COALESCE(%(amount)s::bigint, amount_minor), amount_minor,
           currency, kind, cause_id, journal_id, id, %(key)s, organisation_id, person_id, %(now)s
    FROM reserved WHERE COALESCE(%(amount)s::bigint, amount_minor) <= amount_minor
    ON CONFLICT DO NOTHING RETURNING id, phase, amount_minor, released_minor, currency
)
SELECT * FROM resolved UNION ALL
SELECT id, phase, amount_minor, released_minor, currency FROM ledger_transfer
WHERE pending_id = %(pending_id)s UNION ALL
SELECT NULL, 'pending', amount_minor, amount_minor, currency FROM reserved
"""


def post(pending_id: UUID, *, now: datetime, amount: Money | None = None) -> UUID:
    """Move a reserved amount, or the part `amount` of it; the rest is released. Repeating it changes nothing.

    Raises PendingUnknown, MoreThanPending, or AlreadyResolved when it was voided or posted otherwise.
    """
    if amount is not None and amount.minor <= 0:
        raise ValueError("amount must be positive: to move nothing, void")
    return _resolve(pending_id, "post", amount, now)


def void(pending_id: UUID, *, now: datetime) -> UUID:
    """Release a reserved amount without moving anything. Repeating it changes nothing.

    Raises PendingUnknown, or AlreadyResolved when it was posted.
    """
    return _resolve(pending_id, "void", None, now)


def _resolve(pending_id: UUID, phase: str, amount: Money | None, now: datetime) -> UUID:
    parameters: dict[str, Any] = {
        "id": new_id(),
        "pending_id": pending_id,
        "phase": phase,
        "amount": amount.minor if amount else None,
        "key": f"resolve:{pending_id}",
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE, parameters)
        rows = cursor.fetchall()
        if rows and rows[0][0] is None and (amount is None or amount.minor <= rows[0][2]):
            cursor.execute(_RESOLVE, parameters)  # somebody else resolved it while we waited; now we can see how
            rows = cursor.fetchall()
    if not rows:
        raise PendingUnknown
    resolved_id, done, moved, reserved, currency = rows[0]
    if amount is not None and amount.currency != currency:
        raise ValueError(f"the reserved amount is in {currency}")
    if resolved_id is None:
        raise MoreThanPending(field="amount", pending=Money(reserved, currency))
    if done != phase or moved != (amount.minor if amount else reserved):
        raise AlreadyResolved
    found: UUID = resolved_id
    return found
