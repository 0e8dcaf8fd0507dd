"""Many transfers at once, for generated towns: the accounts they need are opened first, as `transfer` does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connections

from yiyang.ground.access.postgres.copying import Row, copy_all
from yiyang.lifecycle.ledger.accounts import AccountId
from yiyang.lifecycle.ledger.models import Transfer

_OPEN = """
INSERT INTO ledger_account (id, owner_id, kind, currency, no_overdraw)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bool[]) AS a (id, owner, kind, currency, hard)
ORDER BY 1 ON CONFLICT DO NOTHING
"""


def write(transfers: Sequence[Row], accounts: Iterable[AccountId], *, using: str = "worker") -> int:
    """Write transfers by column names and open `accounts`; each has two sides, so that every sum stays zero."""
    opened = sorted(set(accounts))
    with connections[using].cursor() as cursor:
        cursor.execute(
            _OPEN,
            [
                list(opened),
                [one.owner_id for one in opened],
                [one.kind for one in opened],
                [one.currency for one in opened],
                [one.no_overdraw for one in opened],
            ],
        )
    return copy_all(using, (Transfer, transfers))
