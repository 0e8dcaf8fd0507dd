"""What is this house, when is it open, who stands below it and in whose name does it act?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.places.errors import LicenceExpired, NotEntrusted, NotOpen
from yiyang.ground.places.models import Entrustment, Kind, OpeningHours, Organisation, ServiceArea, StandingChange
from yiyang.ground.places.selectors.areas import area_chain
from yiyang.ground.places.taking_bookings import LAPSED

# One statement: bookings ask this every time.
_STANDING = f"SELECT o.state, o.kinds, {LAPSED} FROM places_organisation o WHERE o.id = %(organisation)s"

HOUSES_MAX = 20


@dataclass(frozen=True)
class OrganisationCard:
    """What anyone may know about a house."""

    id: UUID
    name: str
    name_en: str
    kinds: tuple[tuple[str, str, str], ...]  # code, Chinese, English
    state: str
    operating_mode: str
    areas: tuple[tuple[str, str], ...]  # city first
    address: str
    address_en: str
    phone: str
    point: tuple[float, float] | None
    hours: tuple[tuple[int, time, time], ...]
    open_now: bool | None  # None: by arrangement
    sells: frozenset[str]
    run_by: tuple[tuple[UUID, str, str, str], ...]  # agent id, Chinese, English, category


@dataclass(frozen=True)
class Named:
    """A house as a list names it."""

    id: UUID
    name: str
    name_en: str


def named(organisation_ids: Iterable[UUID]) -> dict[UUID, Named]:
    """The names of houses for a list page, in one query; an id that is no house is missing from the answer."""
    wanted = set(organisation_ids)
    rows = Organisation.objects.filter(id__in=wanted).values_list("id", "name", "name_en") if wanted else ()
    return {row[0]: Named(*row) for row in rows}


def on_the_map(organisation_ids: Iterable[UUID]) -> dict[UUID, tuple[float, float]]:
    """Latitude and longitude of the houses that have them, in one query."""
    houses = Organisation.objects.filter(id__in=set(organisation_ids)).only("id", "latitude", "longitude")
    points = {house.id: point_of(house) for house in houses}
    return {key: point for key, point in points.items() if point is not None}


@dataclass(frozen=True)
class Mandate:
    """An act in somebody else's name shows both names (R03)."""

    entrustment_id: UUID
    principal_id: UUID
    principal_name: str
    agent_id: UUID
    agent_name: str
    scope: str
    ends_at: datetime


def organisation_card(viewer: Actor, organisation_id: UUID, now: datetime) -> OrganisationCard:
    """The public face of a house; drafts are visible too, so that their reviewers can look. Raises Unknown."""
    house = Organisation.objects.filter(id=organisation_id).first()
    if house is None:
        raise Unknown
    kinds = list(Kind.objects.filter(code__in=house.kinds).order_by("code"))
    hours = opening_hours(viewer, organisation_id)
    agents = Entrustment.objects.filter(principal=house, during__contains=now).select_related("agent")
    return OrganisationCard(
        id=house.id,
        name=house.name,
        name_en=house.name_en,
        kinds=tuple((kind.code, kind.name, kind.name_en) for kind in kinds),
        state=house.state,
        operating_mode=house.operating_mode,
        areas=tuple((area.name, area.name_en) for area in area_chain(viewer, house.area_id)) if house.area_id else (),
        address=house.address,
        address_en=house.address_en,
        phone=house.phone,
        point=point_of(house),
        hours=tuple(hours),
        open_now=is_open_at(hours, now, house.zone),
        sells=frozenset(one for kind in kinds for one in kind.sells),
        run_by=tuple((one.agent_id, one.agent.name, one.agent.name_en, one.scope) for one in agents),
    )


def why_closed(viewer: Actor, organisation_id: UUID, now: datetime, kind: str | None = None) -> NotOpen | None:
    """Why a house takes no booking at `now` (as `kind`, where one is named); None when it does. Raises Unknown.

    The lists people choose from ask the same (`taking_bookings`), so nobody is offered what they are then refused.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"organisation": organisation_id, "now": now, "kind": kind})
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    state, kinds, lapsed = row
    if state != "live" or (kind is not None and kind not in kinds):
        return NotOpen()
    return LicenceExpired() if lapsed else None


def point_of(house: Organisation) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, or None when the house is not on the map."""
    if house.latitude is None or house.longitude is None:
        return None
    return float(house.latitude), float(house.longitude)


def opening_hours(viewer: Actor, organisation_id: UUID) -> list[tuple[int, time, time]]:
    """The week: (ISO weekday, opens, closes), Monday first."""
    rows = OpeningHours.objects.filter(organisation_id=organisation_id).order_by("weekday", "opens_at")
    return [(row.weekday, row.opens_at, row.closes_at) for row in rows]


def is_open_at(hours: list[tuple[int, time, time]], at: datetime, zone: str) -> bool | None:
    """Whether the week's hours include an instant, by the clock on the house's wall; None without hours."""
    if not hours:
        return None
    local = at.astimezone(ZoneInfo(zone))
    return any(day == local.isoweekday() and opens <= local.time() < closes for day, opens, closes in hours)


def network(viewer: Actor, organisation_id: UUID) -> list[tuple[UUID, UUID | None, int]]:
    """The house and every house below it: (id, parent id, level from 0), parents before children."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below AS ("
            " SELECT id, NULL::uuid AS parent_id, 0 AS level FROM places_organisation WHERE id = %s"
            " UNION ALL SELECT o.id, o.parent_id, b.level + 1 FROM places_organisation o"
            " JOIN below b ON o.parent_id = b.id) SELECT id, parent_id, level FROM below ORDER BY level, id",
            [organisation_id],
        )
        return list(cursor.fetchall())


def serves(viewer: Actor, organisation_id: UUID, area_id: UUID) -> bool:
    """Whether a house comes to an area: itself or one above it is among its service areas."""
    above = [area.id for area in area_chain(viewer, area_id)]
    return ServiceArea.objects.filter(organisation_id=organisation_id, area_id__in=above).exists()


def mandate(agent_id: UUID, principal_id: UUID, scope: str, now: datetime) -> Mandate:
    """The entrustment under which an agent acts in a principal's name at `now`. Raises NotEntrusted outside it."""
    row = (
        Entrustment.objects.filter(agent_id=agent_id, principal_id=principal_id, scope=scope, during__contains=now)
        .select_related("agent", "principal")
        .first()
    )
    if row is None:
        raise NotEntrusted
    return Mandate(
        entrustment_id=row.id,
        principal_id=principal_id,
        principal_name=row.principal.name,
        agent_id=agent_id,
        agent_name=row.agent.name,
        scope=scope,
        ends_at=row.during.upper,
    )


@dataclass(frozen=True)
class Standing:
    """One change of a house's standing and why."""

    before: str
    after: str
    reason: str
    by_id: UUID | None
    at: datetime


def standing_of(viewer: Actor, organisation_id: UUID) -> list[Standing]:
    """How a house's standing changed, newest first, at most 50; for the house itself and its registrar only."""
    rows = StandingChange.objects.filter(organisation_id=organisation_id).order_by("-changed_at", "-id")[:50]
    return [Standing(row.state_before, row.state_after, row.reason, row.changed_by_id, row.changed_at) for row in rows]


def houses_like(viewer: Actor, text: str) -> list[Named]:
    """Live houses whose name holds `text` in either language, by name; at most 20."""
    if not text.strip():
        return []
    like = Q(name__icontains=text.strip()) | Q(name_en__icontains=text.strip())
    rows = Organisation.objects.filter(like, state="live").order_by("name", "id")
    return [Named(row.id, row.name, row.name_en) for row in rows[:HOUSES_MAX]]
