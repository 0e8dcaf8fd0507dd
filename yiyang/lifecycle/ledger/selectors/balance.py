"""How much stands on an account."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connections

from yiyang.foundation.money import Money


class Balance(NamedTuple):
    """`posted` is credits less debits: positive when the owner has it, negative when the owner owes it.

    `pending` is what would be added if every reserved transfer were posted in full.
    """

    posted: Money
    pending: Money


_BALANCE = """
WITH base AS (
    SELECT position, credits_minor - debits_minor AS posted,
           pending_credits_minor - pending_debits_minor AS pending
    FROM ledger_snapshot WHERE account_id = %(account)s ORDER BY position DESC LIMIT 1
), start AS (
    SELECT COALESCE((SELECT position FROM base), 0) AS position
), tail AS (
    SELECT 1 AS sign, phase, amount_minor, released_minor, currency FROM ledger_transfer, start
    WHERE credit_id = %(account)s AND ledger_transfer.position > start.position
    UNION ALL
    SELECT -1, phase, amount_minor, released_minor, currency FROM ledger_transfer, start
    WHERE debit_id = %(account)s AND ledger_transfer.position > start.position
)
SELECT (COALESCE(sum(sign * amount_minor) FILTER (WHERE phase IN ('single', 'post')), 0)
        + COALESCE((SELECT posted FROM base), 0))::bigint,
       (COALESCE(sum(sign * CASE phase WHEN 'pending' THEN amount_minor ELSE -released_minor END), 0)
        + COALESCE((SELECT pending FROM base), 0))::bigint,
       COALESCE((SELECT currency FROM ledger_account WHERE id = %(account)s), 'CNY')
FROM tail
"""


def balance(account_id: UUID, *, using: str = "default") -> Balance:
    """What stands on the account, in one query: its last snapshot and the transfers after it.

    The owner of the account gets the whole. Anyone else gets the part that the database lets them see: an
    organisation, for a person's account, what passed between the two of them.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_BALANCE, {"account": account_id})
        posted, pending, currency = cursor.fetchone()
    currency = getattr(account_id, "currency", currency)
    return Balance(Money(int(posted), currency), Money(int(pending), currency))
