"""Erase a person from the inboxes: what they were told, what others were told about them, how they are reached."""

from __future__ import annotations

from uuid import UUID

from django.db import connections, transaction

# Deliveries go first: they hang on their notices.
_THEIRS = "recipient_id = %(person)s OR person_id = %(person)s"
_ERASE = (
    f"DELETE FROM notices_delivery WHERE notice_id IN (SELECT id FROM notices_notice WHERE {_THEIRS})",
    f"DELETE FROM notices_notice WHERE {_THEIRS}",
    "DELETE FROM notices_preference WHERE person_id = %(person)s",
    "DELETE FROM notices_quiethours WHERE person_id = %(person)s",
    "DELETE FROM notices_pushsubscription WHERE person_id = %(person)s",
)


def erase_notices(*, person_id: UUID, using: str = "worker") -> int:
    """Remove every such row, whoever's house it lies in; answers how many. Twice removes nothing more."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        gone = 0
        for statement in _ERASE:
            cursor.execute(statement, {"person": person_id})
            gone += cursor.rowcount
        return gone
