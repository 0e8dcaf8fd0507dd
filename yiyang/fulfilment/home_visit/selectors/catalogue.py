"""What may be done at home, where, by whom and with what before it. What no row allows is denied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.actions import KEEP_LIST
from yiyang.fulfilment.home_visit.models import Consumable, Item, Undertaking, WorkerTerms
from yiyang.ground.access import services as access

PATTERN = "00"  # the list that offices take over and change; in force nowhere

_PROVINCE = """
    WITH RECURSIVE above AS (
        SELECT a.id, a.parent_id, a.code FROM places_area a
          JOIN places_organisation o ON o.area_id = a.id WHERE o.id = %s
        UNION ALL SELECT a.id, a.parent_id, a.code FROM places_area a JOIN above b ON a.id = b.parent_id)
    SELECT left(code, 2) FROM above WHERE code <> '' LIMIT 1
"""
_TERMS = """
    SELECT u.item_code, u.travel_fee_minor, u.organisation_id, s.duration_minutes, n.category,
           s.practitioner_id, s.terms
      FROM home_visit_undertaking u JOIN offers_service s ON s.id = u.service_id
      LEFT JOIN offers_need n ON n.code = s.need
     WHERE u.service_id = %s
"""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Under what a house visits for a service: the item in force (None: nothing allows it), time and way."""

    service_id: UUID
    organisation_id: UUID
    item: Item | None
    item_code: str
    category: str
    minutes: int
    practitioner_id: UUID | None
    travel_fee_minor: int
    payment: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One version of an item, for its history."""

    item: Item
    current: bool


def province_of(organisation_id: UUID) -> str:
    """The province whose list holds for a house: two digits of GB/T 2260 from the areas above it, or empty."""
    with connection.cursor() as cursor:
        cursor.execute(_PROVINCE, [organisation_id])
        found = cursor.fetchone()
    return found[0] if found else ""


def in_force(province: str) -> list[Item]:
    """The newest version of every item of a province, in the order of their codes."""
    rows = Item.objects.filter(province=province).order_by("code", "-version").distinct("code")
    return list(rows)


def item_in_force(province: str, code: str) -> Item | None:
    """The newest version of one item; None when the province says nothing about it."""
    if not province:
        return None
    return Item.objects.filter(province=province, code=code).order_by("-version").first()


def provinces() -> list[str]:
    """Every province that has a list."""
    return list(
        Item.objects.exclude(province=PATTERN).order_by("province").values_list("province", flat=True).distinct()
    )


def history_of(viewer: Actor, province: str, code: str) -> list[Change]:
    """Every version of an item, the newest first; public, like the list itself."""
    rows = list(Item.objects.filter(province=province, code=code).order_by("-version"))
    return [Change(item=row, current=place == 0) for place, row in enumerate(rows)]


def terms_of(service_id: UUID) -> Terms | None:
    """What the house undertakes with a service; None when it never said what it is at home."""
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, [service_id])
        row = cursor.fetchone()
    if row is None:
        return None
    code, fee, organisation_id, minutes, category, practitioner_id, payment = row
    return Terms(
        service_id=service_id,
        organisation_id=organisation_id,
        item=item_in_force(province_of(organisation_id), code),
        item_code=code,
        category=category or "",
        minutes=minutes,
        practitioner_id=practitioner_id,
        travel_fee_minor=fee,
        payment=payment,
    )


def undertakings_of(viewer: Actor, organisation_id: UUID) -> dict[UUID, Undertaking]:
    """What a house undertakes at home, by service; public."""
    return {row.service_id: row for row in Undertaking.objects.filter(organisation_id=organisation_id)}


def consumables_of(viewer: Actor, organisation_id: UUID) -> list[Consumable]:
    """A house's list of things used up at visits, by name; public."""
    return list(Consumable.objects.filter(organisation_id=organisation_id, active=True).order_by("name", "code"))


def may_keep_list(viewer: Actor, now: datetime) -> bool:
    """Whether the viewer may change a province's list."""
    return access.may(viewer, KEEP_LIST, now=now, organisation_id=viewer.organisation_id) is not None


def as_data(item: Item) -> dict[str, Any]:
    """An item as plain data, for a device or an export."""
    return {
        "code": item.code,
        "version": item.version,
        "name": item.name,
        "name_en": item.name_en,
        "kind": item.kind,
        "licence": item.licence,
        "needs_order": item.needs_order,
        "needs_assessment": item.needs_assessment,
        "checklist": [
            {"line": line, "text": text, "text_en": item.checklist_en[line] if line < len(item.checklist_en) else text}
            for line, text in enumerate(item.checklist)
        ],
    }


def worker_terms_of(viewer: Actor, organisation_id: UUID) -> dict[UUID, WorkerTerms]:
    """How much the workers of a house do, by worker; who has no row works on the usual terms."""
    return {row.practitioner_id: row for row in WorkerTerms.objects.filter(organisation_id=organisation_id)}
