"""Erase a person's words from the cases about them; what happened, and who took it on, stays without them."""

from __future__ import annotations

from uuid import UUID

from django.db import connections, transaction

_BLANK = """
UPDATE cases_case SET facts = '{}', note = '' WHERE person_id = %s AND (facts <> '{}'::jsonb OR note <> '')
"""


def erase_cases(*, person_id: UUID, using: str = "worker") -> int:
    """Blank facts and notes of every case about the person; answers how many had some. Ids and states stay."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_BLANK, [person_id])
        return int(cursor.rowcount)
