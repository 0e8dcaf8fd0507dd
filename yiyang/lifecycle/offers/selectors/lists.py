"""What a house offers and at which prices, as lists of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.offers.models import PriceRule


@dataclass(frozen=True)
class RuleLine:
    """One price rule that stands, with the name of its service."""

    id: UUID
    service_id: UUID
    service: str
    name: str
    name_en: str
    priority: int
    starts_at: datetime
    ends_at: datetime | None
    age_from: int | None
    age_to: int | None
    level_from: int | None
    level_to: int | None
    group: str
    price_minor: int | None
    share_basis_points: int | None


def rule_lines(viewer: Actor, organisation_id: UUID) -> list[RuleLine]:
    """Every active price rule of a house, by service; one statement. Prices are public."""
    rows = PriceRule.objects.filter(organisation_id=organisation_id, state="active").select_related("service")
    return [
        RuleLine(
            id=row.id,
            service_id=row.service_id,
            service=row.service.name,
            name=row.name,
            name_en=row.name_en,
            priority=row.priority,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            age_from=row.age_from,
            age_to=row.age_to,
            level_from=row.level_from,
            level_to=row.level_to,
            group=row.group_id or "",
            price_minor=row.price_minor,
            share_basis_points=row.share_basis_points,
        )
        for row in rows.order_by("service__name", "-priority", "starts_at", "id")
    ]
