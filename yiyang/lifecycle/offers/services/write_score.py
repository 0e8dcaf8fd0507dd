"""Ratings writes down what it has counted, so that a search needs no other room (R79)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

_WRITE = """
    INSERT INTO offers_standing (service_id, score_milli, score_count, damped_milli, written_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT ON CONSTRAINT offers_standing_pkey DO UPDATE SET score_milli = excluded.score_milli,
        score_count = excluded.score_count, damped_milli = excluded.damped_milli, written_at = excluded.written_at
"""


def write_score(*, service_id: UUID, score_milli: int, score_count: int, damped_milli: int, now: datetime) -> None:
    """The plain and the damped average in thousandths of a star (1,000 … 5,000) and how many ratings there are."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [service_id, score_milli, score_count, damped_milli, now])
