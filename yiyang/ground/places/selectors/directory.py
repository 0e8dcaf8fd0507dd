"""Which houses are open here, what do their public pages say, and which can be set side by side? (R08, R50)"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Unknown
from yiyang.ground.places.errors import NotComparable
from yiyang.ground.places.models import Area, Kind, Organisation, Paper, Profile
from yiyang.ground.places.reference import PAPERS
from yiyang.ground.places.selectors.areas import area_and_below, area_chain
from yiyang.ground.places.selectors.organisations import point_of
from yiyang.ground.places.services.position import approved_beds
from yiyang.ground.places.taking_bookings import TAKES_BOOKINGS

COMPARED = (2, 4)  # how many houses stand side by side
LISTED_MAX = 200

_OPEN = f"""
    SELECT o.id FROM places_organisation o
     WHERE {TAKES_BOOKINGS}
       AND (%(areas)s::uuid[] IS NULL OR o.area_id = ANY(%(areas)s))
       AND (%(ids)s::uuid[] IS NULL OR o.id = ANY(%(ids)s))
       AND (%(kind)s::text IS NULL OR o.kinds @> ARRAY[%(kind)s]::varchar[])
       AND EXISTS (SELECT 1 FROM places_kind k WHERE k.code = ANY(o.kinds) AND cardinality(k.sells) > 0)
     ORDER BY o.name, o.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A licence in force, as anybody may read it; `expires_on` is the first day on which it no longer counts."""

    kind: str
    name: str
    name_en: str
    number: str
    issuer: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Position:
    """How a house stands. `beds_approved` is 0 when no checked paper names a number; `levels` are inclusive."""

    organisation_id: UUID
    name: str
    name_en: str
    kinds: tuple[tuple[str, str, str], ...]  # code, Chinese, English
    area: tuple[str, str]
    point: tuple[float, float] | None
    address: str
    address_en: str
    phone: str
    operating_mode: str
    ownership: str
    levels: tuple[int, int] | None
    beds: int | None
    beds_approved: int
    on_site: tuple[str, ...]
    about: str
    about_en: str
    picture: str
    picture_en: str
    papers: tuple[PublicPaper, ...]

    @property
    def beds_shown(self) -> int | None:
        """What may be advertised today: the house's number, never more than its papers still approve."""
        return None if self.beds is None else min(self.beds, self.beds_approved)


def open_houses(
    viewer: Actor,
    now: datetime,
    *,
    area_id: UUID | None = None,
    kind: str | None = None,
    ids: Sequence[UUID] | None = None,
) -> list[UUID]:
    """The houses that take bookings at `now`, in an area and below it, of a kind, among `ids`; at most 200."""
    areas = area_and_below(viewer, area_id) if area_id else None
    values = {
        "areas": areas,
        "ids": list(ids) if ids is not None else None,
        "kind": kind or None,
        "now": now,
        "limit": LISTED_MAX,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        return [row[0] for row in cursor.fetchall()]


def positions(viewer: Actor, organisation_ids: Iterable[UUID], now: datetime) -> dict[UUID, Position]:
    """How each of these houses stands; five queries whatever their number."""
    houses = list(Organisation.objects.filter(id__in=set(organisation_ids)))
    kinds = {kind.code: kind for kind in Kind.objects.all()}
    areas = Area.objects.in_bulk([house.area_id for house in houses if house.area_id])
    profiles = Profile.objects.in_bulk([house.id for house in houses])
    papers: dict[UUID, list[Paper]] = {}
    shown = Paper.objects.filter(organisation_id__in=[house.id for house in houses], verified_at__isnull=False)
    for paper in shown.order_by("kind", "-expires_on", "id"):
        papers.setdefault(paper.organisation_id, []).append(paper)
    found = {}
    for house in houses:
        today = day_of(now, house.zone)
        valid = [one for one in papers.get(house.id, ()) if one.expires_on is None or one.expires_on > today]
        area = areas.get(house.area_id) if house.area_id else None
        named = tuple((code, kinds[code].name, kinds[code].name_en) for code in sorted(house.kinds) if code in kinds)
        found[house.id] = _position(house, named, area, profiles.get(house.id), valid)
    return found


def position_of(viewer: Actor, organisation_id: UUID, now: datetime) -> Position:
    """One house as everybody may read it. Raises Unknown for one that is not open to anybody (a draft, a closed)."""
    found = positions(viewer, [organisation_id], now).get(organisation_id)
    if found is None or not Organisation.objects.filter(id=organisation_id, state__in=("live", "suspended")).exists():
        raise Unknown
    return found


def comparable(viewer: Actor, organisation_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """The houses in the order asked. Raises NotComparable unless two to four different ones are open now (R50)."""
    wanted = list(dict.fromkeys(organisation_ids))
    standing = set(open_houses(viewer, now, ids=wanted)) if wanted else set()
    if not COMPARED[0] <= len(wanted) <= COMPARED[1] or standing != set(wanted):
        raise NotComparable(field="house")
    return wanted


def profile_of(viewer: Actor, organisation_id: UUID, now: datetime) -> tuple[Profile | None, int]:
    """What the house wrote about itself, and how many beds its papers approve now."""
    return Profile.objects.filter(organisation_id=organisation_id).first(), approved_beds(organisation_id, now)


def kinds_on_offer(viewer: Actor) -> list[tuple[str, str, str]]:
    """Kinds of house that sell something: (code, Chinese, English), by code."""
    rows = Kind.objects.filter(~Q(sells=[])).order_by("code")
    return [(row.code, row.name, row.name_en) for row in rows]


def areas_to_choose(viewer: Actor, *, limit: int = 500) -> list[tuple[UUID, str, str]]:
    """Every area with its path, city first: (id, Chinese, English); two queries."""
    rows = list(Area.objects.order_by("name", "id")[:limit])
    by_id = {row.id: row for row in rows}

    def path(row: Area, language: str) -> str:
        steps: list[str] = []
        at: Area | None = row
        while at is not None:
            steps.append((at.name_en or at.name) if language == "en" else at.name)
            at = by_id.get(at.parent_id) if at.parent_id else None
        return " › ".join(reversed(steps))

    return sorted(((row.id, path(row, "zh"), path(row, "en")) for row in rows), key=lambda each: each[1])


def area_words(viewer: Actor, area_id: UUID) -> tuple[str, str]:
    """One area with its path. Raises Unknown."""
    chain = area_chain(viewer, area_id)
    if not chain:
        raise Unknown
    return " › ".join(row.name for row in chain), " › ".join(row.name_en or row.name for row in chain)


def _position(
    house: Organisation,
    kinds: tuple[tuple[str, str, str], ...],
    area: Area | None,
    profile: Profile | None,
    papers: list[Paper],
) -> Position:
    has_levels = profile is not None and profile.level_from is not None and profile.level_to is not None
    return Position(
        organisation_id=house.id,
        name=house.name,
        name_en=house.name_en or house.name,
        kinds=kinds,
        area=(area.name, area.name_en or area.name) if area else ("", ""),
        point=point_of(house),
        address=house.address,
        address_en=house.address_en or house.address,
        phone=house.phone,
        operating_mode=house.operating_mode,
        ownership=profile.ownership if profile else "",
        levels=(profile.level_from or 0, profile.level_to or 0) if profile and has_levels else None,
        beds=profile.beds if profile else None,
        beds_approved=max((paper.beds or 0 for paper in papers), default=0),
        on_site=tuple(profile.on_site) if profile else (),
        about=profile.about if profile else "",
        about_en=profile.about_en if profile else "",
        picture=profile.picture if profile else "",
        picture_en=profile.picture_en if profile else "",
        papers=tuple(
            PublicPaper(
                paper.kind,
                *PAPERS.get(paper.kind, (paper.kind, paper.kind, False))[:2],
                paper.number,
                paper.issuer,
                paper.expires_on,
            )
            for paper in papers
        ),
    )
