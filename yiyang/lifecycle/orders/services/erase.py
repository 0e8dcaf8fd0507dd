"""Erase what people wrote about an order; that it was agreed and how it ended stays, and names nobody."""

from __future__ import annotations

from uuid import UUID

from django.db import connections, transaction

from yiyang.lifecycle.orders.protocol import modes

CODES = ("unpaid", "provider", "no-show", "moved")  # said by the platform itself, and about nobody
_TYPED = "person_id = %(person)s AND reason <> '' AND reason <> ALL(%(codes)s)"
_WORDS = (
    "UPDATE orders_order SET caller = '' WHERE person_id = %(person)s AND caller <> ''",
    f"UPDATE orders_ordermove SET reason = '' WHERE {_TYPED}",
    f"UPDATE orders_amendment SET reason = '' WHERE {_TYPED}",
)


def erase_words(*, person_id: UUID, using: str = "worker") -> int:
    """Empty what was typed about a person's orders, here and in every mode; answers how many rows changed.

    Part of the erasure of a person, whose caller has asked access and holds the transaction. Runs as worker, since the
    rows lie in many houses.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        changed = 0
        for statement in _WORDS:
            cursor.execute(statement, {"person": person_id, "codes": list(CODES)})
            changed += cursor.rowcount
        return changed + sum(mode.erase(person_id, using) for mode in modes().values())
