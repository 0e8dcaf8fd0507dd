"""Which files are one person's? Every question about somebody begins here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor

_KEPT = """
    WITH RECURSIVE up(asked, id) AS (
        SELECT unnest(%s::uuid[]), unnest(%s::uuid[])
        UNION ALL SELECT up.asked, m.kept_id FROM people_filemerge m
          JOIN up ON m.merged_id = up.id WHERE m.undone_at IS NULL)
    SELECT asked, id FROM up u WHERE NOT EXISTS (
        SELECT 1 FROM people_filemerge m WHERE m.merged_id = u.id AND m.undone_at IS NULL)
"""


def kept_files(person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each id the file that stands for the person: itself, or the one it was merged into."""
    asked = list(person_ids)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [asked, asked])
        return dict(cursor.fetchall())


def kept_file(person_id: UUID) -> UUID:
    """The file that stands for the person."""
    return kept_files([person_id])[person_id]


def files_of(viewer: Actor, person_id: UUID) -> list[UUID]:
    """Every file of the person, the kept one first: rooms that list "everything about" somebody look into all.

    Row-level security still decides which rows of each file come out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_files(%s)", [person_id])
        found = {row[0] for row in cursor.fetchall()}
    kept = kept_file(person_id)
    return [kept, *sorted(found - {kept})]
