"""Houses side by side: what each offers, from which price, how soon and how good, and why it stands where it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import gettext_noop
from yiyang.foundation.money import Money
from yiyang.lifecycle.capacity.claims import ANYBODYS, OPEN
from yiyang.lifecycle.capacity.ranking import Reason, stars
from yiyang.lifecycle.offers.scores import PRIOR_MILLI, damped

_STANDINGS = f"""
    SELECT o.id, o.name, s.services, s.lowest, s.scored, s.ratings, f.starts_at
      FROM places_organisation o
     CROSS JOIN LATERAL (
        SELECT count(*) AS services, min(v.list_price_minor) AS lowest,
               sum(st.score_milli::bigint * st.score_count) AS scored, COALESCE(sum(st.score_count), 0) AS ratings
          FROM offers_service v LEFT JOIN offers_standing st ON st.service_id = v.id
         WHERE v.organisation_id = o.id AND v.state = 'active') s
      LEFT JOIN LATERAL (
        SELECT sl.starts_at
          FROM offers_service v
          JOIN capacity_slot sl ON sl.organisation_id = v.organisation_id AND sl.service_id = v.id
          JOIN capacity_session se ON se.id = sl.session_id AND se.state = 'open'
         WHERE v.organisation_id = o.id AND v.state = 'active' AND sl.starts_at > %(now)s
           AND {OPEN} AND {ANYBODYS}
         ORDER BY sl.starts_at LIMIT 1) f ON true
     WHERE o.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class HouseStanding:
    """What a house offers now. The score is the mean of its services', weighted by their ratings (thousandths)."""

    organisation_id: UUID
    name: str
    services: int
    lowest: Money | None
    score_milli: int | None
    score_count: int
    damped_milli: int
    first_free_at: datetime | None
    rank: int = 0
    reasons: tuple[Reason, ...] = ()


def houses_ranked(viewer: Actor, organisation_ids: Sequence[UUID], now: datetime) -> list[HouseStanding]:
    """The houses in order, numbered from 1, each with its reasons; one statement, nothing can be paid for a place.

    First who has a free number, then the damped score, then who is sooner, then the name.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, {"ids": list(organisation_ids), "now": now})
        found = [_standing(*row) for row in cursor.fetchall()]
    return rank_houses(found)


def rank_houses(found: Sequence[HouseStanding]) -> list[HouseStanding]:
    """The published order, as a pure function."""

    def key(each: HouseStanding) -> tuple[bool, int, float, str, UUID]:
        soon = each.first_free_at.timestamp() if each.first_free_at else float("inf")
        return (each.first_free_at is None, -each.damped_milli, soon, each.name, each.organisation_id)

    return [replace(each, rank=place, reasons=_reasons(each)) for place, each in enumerate(sorted(found, key=key), 1)]


def _standing(
    house: UUID, name: str, services: int, lowest: int | None, scored: int | None, ratings: int, free: datetime | None
) -> HouseStanding:
    count = int(ratings)
    score = (2 * int(scored) + count) // (2 * count) if scored is not None and count else None
    return HouseStanding(
        organisation_id=house,
        name=name,
        services=int(services),
        lowest=None if lowest is None else Money(int(lowest)),
        score_milli=score,
        score_count=count,
        damped_milli=damped(score, count) if score is not None else PRIOR_MILLI,
        first_free_at=free,
    )


def _reasons(each: HouseStanding) -> tuple[Reason, ...]:
    said: list[Reason] = []
    if each.first_free_at is not None:
        said.append(Reason("soonest", gettext_noop("First free number at %(at)s"), {"at": each.first_free_at}))
    else:
        said.append(Reason("full", gettext_noop("No number is free at present, therefore last")))
    if each.score_milli is not None:
        facts = {"score": stars(each.score_milli), "count": each.score_count, "damped": stars(each.damped_milli)}
        scored = gettext_noop("Score %(score)s from %(count)s ratings, counted as %(damped)s")
        said.append(Reason("score", scored, facts))
    else:
        unrated = gettext_noop("Not rated yet, counted as %(damped)s")
        said.append(Reason("unrated", unrated, {"damped": stars(PRIOR_MILLI)}))
    return tuple(said)
