"""Who has a number in a session that does not take place?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.capacity.models import SlotClaim


@dataclass(frozen=True, slots=True)
class ToMove:
    """A claim in a withdrawn session: the order has to be moved or cancelled."""

    order_id: UUID
    person_id: UUID
    session_id: UUID
    number: int
    starts_at: datetime


def to_move(
    viewer: Actor, organisation_id: UUID, now: datetime, *, session_id: UUID | None = None, limit: int = 500
) -> list[ToMove]:
    """Live claims in a house's withdrawn sessions that still lie ahead, soonest first; at most `limit`."""
    rows = SlotClaim.objects.filter(
        organisation_id=organisation_id, state__in=("held", "kept"), slot__session__state="withdrawn", ends_at__gt=now
    ).exclude(held_until__lte=now)
    if session_id is not None:
        rows = rows.filter(slot__session_id=session_id)
    columns = ("order_id", "person_id", "slot__session_id", "number", "starts_at")
    return [ToMove(*row) for row in rows.order_by("starts_at", "number").values_list(*columns)[:limit]]
