"""The sessions ahead, and the numbers of one of them. Free or not is public; who has a number is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.capacity.models import Session, Slot


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session and how much of it is left; `next_free_at` is None when it is full."""

    id: UUID
    service_id: UUID
    practitioner_id: UUID | None
    practitioner: str
    practitioner_en: str
    room: str
    starts_at: datetime
    ends_at: datetime
    state: str
    numbers: int
    free: int
    next_free_at: datetime | None


@dataclass(frozen=True, slots=True)
class SlotCard:
    """One number as anybody may see it."""

    id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    free: bool


def sessions_of(
    viewer: Actor,
    organisation_id: UUID,
    *,
    now: datetime,
    until: datetime,
    service_id: UUID | None = None,
    from_: datetime | None = None,
    limit: int = 100,
) -> list[SessionCard]:
    """A house's sessions that end after `from_` (default now) and begin before `until`, soonest first, in one query."""
    rows = Session.objects.filter(
        organisation_id=organisation_id, ends_at__gt=from_ or now, starts_at__lt=until, state="open"
    )
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    free = Q(slots__starts_at__gt=now) & _free(now, "slots__")
    found = (
        rows.select_related("practitioner")
        .annotate(
            numbers=Count("slots"), free=Count("slots", filter=free), next_free_at=Min("slots__starts_at", filter=free)
        )
        .order_by("starts_at", "id")[:limit]
    )
    return [
        SessionCard(
            id=row.id,
            service_id=row.service_id,
            practitioner_id=row.practitioner_id,
            practitioner=row.practitioner.name if row.practitioner else "",
            practitioner_en=(row.practitioner.name_en or row.practitioner.name) if row.practitioner else "",
            room=row.room,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            state=row.state,
            numbers=row.numbers,
            free=row.free,
            next_free_at=row.next_free_at,
        )
        for row in found
    ]


def numbers_of(viewer: Actor, session_id: UUID, now: datetime) -> list[SlotCard]:
    """Every number of a session in order (at most 500), and whether anyone may take it now."""
    rows = Slot.objects.filter(session_id=session_id).exclude(state="withdrawn").order_by("number")
    return [
        SlotCard(row.id, row.number, row.starts_at, row.ends_at, row.free)
        for row in rows.annotate(free=Q(_free(now), starts_at__gt=now))
    ]


def _free(now: datetime, path: str = "") -> Q:
    """The public's view of OPEN and MINE in services/hold: open, and reserved for nobody any more."""
    unclaimed = Q(**{f"{path}state": "free"}) | Q(**{f"{path}state": "held", f"{path}held_until__lte": now})
    return unclaimed & (Q(**{f"{path}pool_id__isnull": True}) | Q(**{f"{path}release_at__lte": now}))
