"""Erase what somebody said, and what was said about care they received; the stars stay, and name nobody."""

from __future__ import annotations

from uuid import UUID

from django.db import connections, transaction

_VOICES = """
    UPDATE ratings_voice SET text = '' WHERE text <> '' AND id IN (
        SELECT id FROM ratings_rating WHERE person_id = %(person)s OR given_by_id = %(person)s)
"""
_RATINGS = (
    "UPDATE ratings_rating SET text = '' WHERE text <> '' AND (person_id = %(person)s OR given_by_id = %(person)s)"
)


def erase_texts(*, person_id: UUID, using: str = "worker") -> int:
    """Empty every text of ratings by or about the person; how many ratings were changed. Twice does nothing.

    Part of the erasure of a person, whose caller has asked access and holds the transaction.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(_VOICES, {"person": person_id})
        cursor.execute(_RATINGS, {"person": person_id})
        return int(cursor.rowcount)
