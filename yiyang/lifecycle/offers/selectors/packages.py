"""Packages on offer, what each holds, and what is left of those that were bought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.ground.places.taking_bookings import TAKES_BOOKINGS
from yiyang.lifecycle.offers.models import Allowance, Package, PackageItem

SHOWN_MAX = 100
_ON_SALE = f"""
    SELECT p.id FROM offers_package p
      JOIN offers_service s ON s.id = p.service_id AND s.state = 'active'
      JOIN places_organisation o ON o.id = p.organisation_id AND {TAKES_BOOKINGS}
     WHERE p.state = 'active' AND (%(organisation)s::uuid IS NULL OR p.organisation_id = %(organisation)s)
       AND (%(holds)s::uuid IS NULL OR EXISTS (
           SELECT 1 FROM offers_packageitem i WHERE i.package_id = p.id AND i.service_id = %(holds)s))
     ORDER BY p.name, p.id LIMIT {SHOWN_MAX}
"""


@dataclass(frozen=True, slots=True)
class Content:
    """One service of a package and how often it may be used. `mode` carries it out."""

    service_id: UUID
    mode: str
    name: str
    name_en: str
    uses: int


@dataclass(frozen=True, slots=True)
class PackageCard:
    """A package on offer. `service_id` is what is ordered to buy it, by the mode `mode`."""

    id: UUID
    service_id: UUID | None
    mode: str
    organisation_id: UUID
    organisation: str
    organisation_en: str
    name: str
    name_en: str
    list_price: Money
    valid_days: int
    return_days: int
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Purse:
    """What is left of one service of a package that somebody bought. `left` counts neither taken nor reserved uses."""

    service_id: UUID
    mode: str
    name: str
    name_en: str
    uses: int
    left: int
    ends_at: datetime


def packages(
    viewer: Actor, now: datetime, *, organisation_id: UUID | None = None, holding: UUID | None = None
) -> list[PackageCard]:
    """Packages that can be bought now, of one house or holding one service where named; three queries, at most 100.

    As in every public list, only of houses that take bookings.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ON_SALE, {"now": now, "organisation": organisation_id, "holds": holding})
        ids = [row[0] for row in cursor.fetchall()]
    found = _cards(ids) if ids else {}
    return [found[each] for each in ids]


def package_cards(viewer: Actor, package_ids: Collection[UUID]) -> dict[UUID, PackageCard]:
    """The cards of packages, on sale or not, in two queries."""
    return _cards(list(package_ids)) if package_ids else {}


def package_sold_as(viewer: Actor, service_id: UUID) -> PackageCard:
    """The package that a service sells. Raises Unknown when it sells none."""
    package_id = Package.objects.filter(service_id=service_id).values_list("id", flat=True).first()
    if package_id is None:
        raise Unknown
    return _cards([package_id])[package_id]


def purses(viewer: Actor, order_ids: Sequence[UUID]) -> dict[UUID, list[Purse]]:
    """What is left of the packages these orders bought, for the eyes the database lets look; one query."""
    found: dict[UUID, list[Purse]] = {}
    rows = Allowance.objects.filter(bought_for_id__in=order_ids).select_related("service").order_by("id")
    for row in rows:
        left = 0 if row.given_back_at else row.uses - row.used
        service = row.service
        names = (service.name, service.name_en or service.name)
        found.setdefault(row.bought_for_id, []).append(
            Purse(service.id, service.mode, *names, row.uses, left, row.ends_at)
        )
    return found


def _cards(ids: Sequence[UUID]) -> dict[UUID, PackageCard]:
    contents: dict[UUID, list[Content]] = {}
    for item in PackageItem.objects.filter(package_id__in=ids).select_related("service").order_by("id"):
        service = item.service
        names = (service.name, service.name_en or service.name)
        contents.setdefault(item.package_id, []).append(Content(service.id, service.mode, *names, item.uses))
    rows = Package.objects.filter(id__in=ids).select_related("organisation", "service")
    return {row.id: _card(row, tuple(contents.get(row.id, ()))) for row in rows}


def _card(row: Package, contents: tuple[Content, ...]) -> PackageCard:
    house = row.organisation
    return PackageCard(
        id=row.id,
        service_id=row.service_id,
        mode=row.service.mode if row.service else "",
        organisation_id=house.id,
        organisation=house.name,
        organisation_en=house.name_en or house.name,
        name=row.name,
        name_en=row.name_en or row.name,
        list_price=Money(row.price_minor, row.currency),
        valid_days=row.valid_days,
        return_days=row.return_days,
        contents=contents,
    )
