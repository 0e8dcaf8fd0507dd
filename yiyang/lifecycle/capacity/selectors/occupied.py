"""When is somebody or something taken?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.capacity.models import Occupancy

LINES_MAX = 500


@dataclass(frozen=True)
class Taken:
    """A stretch of time a resource is taken, and the house it is taken by; never for whom."""

    cause_id: UUID
    organisation_id: UUID
    starts_at: datetime
    ends_at: datetime


def taken_times(viewer: Actor, resource_id: UUID, *, from_at: datetime, to_at: datetime) -> list[Taken]:
    """What begins in [from_at, to_at), in order, at most 500; one statement. Held places that lapsed are left out."""
    rows = Occupancy.objects.filter(
        resource_id=resource_id, live=True, held_until=None, starts_at__gte=from_at, starts_at__lt=to_at
    )
    return [
        Taken(row.cause_id, row.organisation_id, row.starts_at, row.ends_at)
        for row in rows.order_by("starts_at", "id")[:LINES_MAX]
    ]
