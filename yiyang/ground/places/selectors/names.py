"""How a page names houses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.places.models import Organisation


@dataclass(frozen=True)
class HouseName:
    id: UUID
    name: str
    name_en: str


def house_names(viewer: Actor, organisation_ids: Iterable[UUID]) -> dict[UUID, HouseName]:
    """The names of houses, in one query (none for no ids)."""
    wanted = set(organisation_ids)
    rows = Organisation.objects.filter(id__in=wanted) if wanted else Organisation.objects.none()
    return {row.id: HouseName(row.id, row.name, row.name_en) for row in rows}
