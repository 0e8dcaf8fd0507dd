"""Count what was said about a service and write the score down where searches find it.

    one rating   = (quality + effect) / 2 stars
    score        = the mean of all shown ratings, in thousandths of a star
    damped       = (20 × 4.000 + count × score) / (20 + count)          `offers.scores`

The list by score is ordered by `damped`; every fifth place goes to a newcomer with fewer than five ratings, drawn by a
lot that is the same all day for everybody (`capacity.ranking`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.scores import PRIOR_MILLI, damped

# Two people may rate the same service at once: each waits for the other's rows before it counts.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 78))"
_COUNT = """
    SELECT COALESCE(sum(quality + effect), 0), count(*) FROM ratings_voice
    WHERE service_id = %s AND state = 'shown'
      AND organisation_id = (SELECT organisation_id FROM offers_service WHERE id = %s)
"""


def score_of(stars: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The mean of (quality, effect) pairs in thousandths of a star, half up, and their number."""
    pairs = list(stars)
    return mean_milli(sum(quality + effect for quality, effect in pairs), len(pairs)), len(pairs)


def mean_milli(stars: int, count: int) -> int:
    """`stars` is the sum of quality and effect over `count` ratings; without any, what is assumed of a newcomer."""
    return (stars * 1_000 + count) // (2 * count) if count else PRIOR_MILLI


def write_down(service_id: UUID, now: datetime) -> None:
    """Count every shown rating of a service and let `offers` keep the result."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(service_id)])
        cursor.execute(_COUNT, [service_id, service_id])
        stars, count = cursor.fetchone()
    score = mean_milli(int(stars), int(count))
    offers.write_score(
        service_id=service_id,
        score_milli=score,
        score_count=int(count),
        damped_milli=damped(score, int(count)),
        now=now,
    )
