"""Many opinions at once, for generated towns: what was said, what everybody reads of it, and the score it makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.clock import day_of
from yiyang.ground.access.postgres.copying import Row, copy_all
from yiyang.ground.trust import bulk as trust
from yiyang.ground.trust.bulk import Deed
from yiyang.lifecycle.offers import bulk as offers
from yiyang.lifecycle.offers.scores import damped
from yiyang.lifecycle.ratings.models import Rating, Voice
from yiyang.lifecycle.ratings.services.score import score_of

_SHARED = ("id", "organisation_id", "service_id", "quality", "effect", "text")


def write(
    ratings: Sequence[Row],
    *,
    zone: str,
    now: datetime,
    new_id: Callable[[datetime], UUID],
    salt: Callable[[int], bytes],
    using: str = "worker",
) -> int:
    """Write ratings of services that had none before, with their voices, standings and entries; answers how many."""
    said: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    voices: list[Row] = []
    deeds: list[Deed] = []
    for rating in ratings:
        said[rating["service_id"]].append((rating["quality"], rating["effect"]))
        voices.append({name: rating[name] for name in _SHARED} | {"given_on": day_of(rating["given_at"], zone)})
        deeds.append(_deed(rating, new_id(rating["given_at"])))
    copy_all(
        using,
        (Rating, ({**rating, "entry_id": deed.id} for rating, deed in zip(ratings, deeds, strict=True))),
        (Voice, voices),
    )
    offers.write(standings=[_standing(service_id, stars, now) for service_id, stars in said.items()], using=using)
    trust.record(deeds, salt, using=using)
    return len(deeds)


def _deed(rating: Row, entry_id: UUID) -> Deed:
    payload = {"rating": str(rating["id"]), "order": str(rating["order_id"]), "service": str(rating["service_id"])}
    by, house, person = rating["given_by_id"], rating["organisation_id"], rating["person_id"]
    return Deed(entry_id, "rating.given", rating["given_at"], payload, by, house, person)


def _standing(service_id: UUID, stars: list[tuple[int, int]], now: datetime) -> dict[str, Any]:
    score, count = score_of(stars)
    said = {"score_milli": score, "score_count": count, "damped_milli": damped(score, count)}
    return {"service_id": service_id, "written_at": now, **said}
