"""Need, place, time, price and score in one search, with the reason for each rank (R16, R79)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Invalid, gettext_noop
from yiyang.foundation.money import Money
from yiyang.ground.places import selectors as places
from yiyang.ground.places.taking_bookings import TAKES_BOOKINGS
from yiyang.lifecycle.capacity.claims import ANYBODYS, OPEN
from yiyang.lifecycle.capacity.errors import Contradiction, ImpossibleWish
from yiyang.lifecycle.capacity.ranking import SORTS, Filter, FirstFree, Found, Sort, rank, to_drop
from yiyang.lifecycle.offers.prices import price
from yiyang.lifecycle.offers.scores import PRIOR_MILLI
from yiyang.lifecycle.offers.services.quote import RULES, SERVICE, Facts, customer_of, facts_of, rule_row, service_row

CANDIDATES = 500  # the nearest, or the best scored, of a need; a page says when there are more
HORIZON_DAYS = 60  # how far ahead a free number is looked for when no end is given
PAGE = 20
PAGE_MAX = 100
Point = tuple[float, float]

_ORDER = """
      (o.latitude - %(latitude)s) ^ 2 + ((o.longitude - %(longitude)s) * 0.87) ^ 2 NULLS LAST,
       st.damped_milli DESC NULLS LAST, s.id
"""
# First which, then what of each: free numbers and price rules are only looked up of those that are shown.
_CANDIDATES = f"""
    SELECT {SERVICE}, {RULES}, o.zone, o.name, o.name_en, o.latitude, o.longitude,
           p.id, p.name, p.name_en, p.title, p.title_en, s.gender, s.insurers,
           st.score_milli, st.score_count, st.damped_milli,
           f.id, f.session_id, f.number, f.starts_at,
           EXISTS (SELECT 1 FROM capacity_session n WHERE n.organisation_id = s.organisation_id AND n.service_id = s.id)
      FROM (SELECT s.id FROM offers_service s
              JOIN places_organisation o ON o.id = s.organisation_id AND {TAKES_BOOKINGS}
              LEFT JOIN offers_standing st ON st.service_id = s.id
             WHERE s.need = ANY(%(needs)s) AND s.state = 'active'
               AND (%(areas)s::uuid[] IS NULL OR o.area_id = ANY(%(areas)s))
             ORDER BY {_ORDER} LIMIT {CANDIDATES}) nearest
      JOIN offers_service s ON s.id = nearest.id
      JOIN places_organisation o ON o.id = s.organisation_id
      LEFT JOIN people_practitioner p ON p.id = s.practitioner_id
      LEFT JOIN offers_standing st ON st.service_id = s.id
      LEFT JOIN LATERAL (
        SELECT sl.id, sl.session_id, sl.number, sl.starts_at
          FROM capacity_slot sl JOIN capacity_session se ON se.id = sl.session_id AND se.state = 'open'
         WHERE sl.organisation_id = s.organisation_id AND sl.service_id = s.id
           AND sl.starts_at > %(now)s AND sl.starts_at >= %(from)s AND sl.starts_at < %(to)s
           AND {OPEN} AND {ANYBODYS}
         ORDER BY sl.starts_at, sl.number LIMIT 1) f ON true
     ORDER BY {_ORDER}
"""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody looks for; None is no wish. `score_min` is in thousandths of a star (1,000 … 5,000)."""

    needs: tuple[str, ...]
    near: Point | None = None
    within_metres: int | None = None
    area: UUID | None = None
    from_: datetime | None = None
    to: datetime | None = None
    price_max: Money | None = None
    score_min: int | None = None
    gender: str | None = None
    insurer: str | None = None


def find(
    viewer: Actor,
    *,
    need: str | Sequence[str],
    now: datetime,
    person_id: UUID | None = None,
    near: Point | None = None,
    within_metres: int | None = None,
    area: UUID | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    price_max: Money | None = None,
    score_min: int | None = None,
    gender: str | None = None,
    insurer: str | None = None,
    sort: Sort = "score",
    page: int = 1,
    limit: int = PAGE,
) -> list[Found]:
    """The services that fit, in order, each with its price for `person_id` (default: the viewer) and its reasons.

    Only houses that take bookings at `now`: what is listed is not refused for its house's standing.
    `near` is (latitude, longitude); `area` includes everything below it; `from_`/`to` bound the start of a free
    number. Empty when nobody offers the need there. Raises Contradiction, naming which wish to drop, when somebody
    does but no one fits all wishes, and Invalid for a wish that cannot be one. Three queries, whatever is found.
    """
    needs = (need,) if isinstance(need, str) else tuple(need)
    wishes = Wishes(
        needs=needs, near=near, within_metres=within_metres, area=area, from_=from_, to=to, price_max=price_max,
        score_min=score_min, gender=gender or None, insurer=insurer or None,
    )  # fmt: skip
    _check(wishes, sort, now)
    person = person_id or viewer.person_id
    found = _candidates(viewer, wishes, person, now)
    filters = _filters(wishes)
    fitting = [each for each in found if all(one.fits(each) for one in filters)]
    if found and not fitting:
        dropped, count = to_drop(found, filters)
        raise Contradiction(
            field=dropped[0].code,
            drop=", ".join(gettext(one.label) for one in dropped),
            codes=tuple(one.code for one in dropped),
            count=count,
        )
    size = max(1, min(limit, PAGE_MAX))
    first = (max(1, page) - 1) * size
    return rank(fitting, sort, day_of(now, "UTC"))[first : first + size]


def _check(wishes: Wishes, sort: Sort, now: datetime) -> None:
    """Wishes that could never be met, whatever is on offer."""
    if sort not in SORTS:
        raise Invalid(field="sort", reason=gettext("there is no such order"))
    if sort == "distance" and wishes.near is None:
        raise Invalid(field="near", reason=gettext("say where you are to sort by distance"))
    if wishes.within_metres is not None and wishes.near is None:
        raise Invalid(field="near", reason=gettext("say where you are to limit the distance"))
    if wishes.to is not None and wishes.to <= max(wishes.from_ or now, now):
        raise _impossible("to", gettext_noop("latest time"))
    if wishes.score_min is not None and wishes.score_min > 5_000:
        raise _impossible("score_min", gettext_noop("lowest score"))
    if wishes.price_max is not None and wishes.price_max.minor < 0:
        raise _impossible("price_max", gettext_noop("highest price"))


def _impossible(code: str, label: str) -> ImpossibleWish:
    return ImpossibleWish(field=code, drop=gettext(label), codes=(code,))


def _filters(wishes: Wishes) -> list[Filter]:
    filters: list[Filter] = []
    if wishes.from_ is not None or wishes.to is not None:
        filters.append(Filter("time", gettext_noop("time"), lambda each: not each.full))
    if (most := wishes.price_max) is not None:
        filters.append(Filter("price_max", gettext_noop("highest price"), lambda each: each.price.minor <= most.minor))
    if (least := wishes.score_min) is not None:
        filters.append(Filter("score_min", gettext_noop("lowest score"), lambda each: (each.score_milli or 0) >= least))
    if (gender := wishes.gender) is not None:
        filters.append(Filter("gender", gettext_noop("woman or man"), lambda each: each.gender == gender))
    if (insurer := wishes.insurer) is not None:
        filters.append(Filter("insurer", gettext_noop("insurance"), lambda each: insurer in each.insurers))
    if (metres := wishes.within_metres) is not None:
        filters.append(
            Filter(
                "within_metres",
                gettext_noop("distance"),
                lambda each: each.distance_metres is not None and each.distance_metres <= metres,
            )
        )
    return filters


def _candidates(viewer: Actor, wishes: Wishes, person_id: UUID | None, now: datetime) -> list[Found]:
    areas = places.area_and_below(viewer, wishes.area) if wishes.area else None
    begin = max(wishes.from_ or now, now)
    values: dict[str, Any] = {
        "needs": list(wishes.needs),
        "areas": areas,
        "now": now,
        "from": begin,
        "to": wishes.to or begin + timedelta(days=HORIZON_DAYS),
        "latitude": wishes.near[0] if wishes.near else None,
        "longitude": wishes.near[1] if wishes.near else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        rows = cursor.fetchall()
    known = facts_of(person_id, now) if person_id and rows else (None, [])
    return [_found(row, wishes.near, known, now) for row in rows]


def _found(row: tuple[Any, ...], near: Point | None, known: Facts, now: datetime) -> Found:
    service, rules = service_row(row[:14]), row[14]
    zone, house, house_en, latitude, longitude, worker, name, name_en, title, title_en, gender, insurers = row[15:27]
    score, count, damped, slot, session, number, starts_at, numbered = row[27:]
    metres = None
    if near is not None and latitude is not None and longitude is not None:
        metres = places.distance_metres(near, (float(latitude), float(longitude)))
    return Found(
        quote=price(service, [rule_row(each) for each in rules or ()], customer_of(*known, (), day_of(now, zone)), now),
        organisation_id=service.organisation_id,
        organisation=house,
        organisation_en=house_en or house,
        practitioner_id=worker,
        practitioner=name or "",
        practitioner_en=name_en or name or "",
        title=title or "",
        title_en=title_en or title or "",
        gender=gender,
        insurers=tuple(insurers),
        distance_metres=metres,
        first_free=FirstFree(slot, session, number, starts_at) if slot else None,
        numbered=numbered,
        score_milli=score,
        score_count=count or 0,
        damped_milli=damped or PRIOR_MILLI,
    )
