"""Forget what was said and drawn at somebody's visits; that they took place, and what was billed, stays."""

from __future__ import annotations

from uuid import UUID

from django.db import connections, transaction

_WORDS = (
    "UPDATE home_visit_entry SET data = '{}', stands = '{}' WHERE person_id = %s AND (data <> '{}' OR stands <> '{}')",
    "UPDATE home_visit_picture SET content = '\\x', caption = '' WHERE person_id = %s AND content <> '\\x'",
    "UPDATE home_visit_assessment SET needs = '', risks = '' WHERE person_id = %s AND needs <> ''",
    """UPDATE home_visit_carerequest SET instruction = '', reason = '', revoked_reason = ''
        WHERE person_id = %s AND instruction <> ''""",
    """UPDATE home_visit_visit SET address = '', latitude = NULL, longitude = NULL, signed_by = '',
              purpose = CASE WHEN purpose = '' THEN '' ELSE '–' END
        WHERE person_id = %s AND (address <> '' OR signed_by <> '')""",
)


def erase_visits(person_id: UUID, using: str) -> int:
    """Empty what was written about a person's visits; answers how many rows changed. Twice changes nothing."""
    changed = 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in _WORDS:
            cursor.execute(statement, [person_id])
            changed += cursor.rowcount
    return changed
