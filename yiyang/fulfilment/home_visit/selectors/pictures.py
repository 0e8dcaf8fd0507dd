"""Photographs and signatures of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit.actions import SEE_PICTURE
from yiyang.fulfilment.home_visit.models import Picture, Visit
from yiyang.ground.access import services as access


@dataclass(frozen=True)
class Shown:
    """The bytes of a picture and what they are."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Taken:
    """A picture by its key: what it shows, when it was taken; `photo` or `signature`."""

    key: UUID
    kind: str
    caption: str
    taken_at: datetime


def pictures_of(viewer: Actor, visit: Visit, now: datetime) -> list[Taken]:
    """The pictures of a visit in their order for whoever may open them, else none; at most 40."""
    about = {"person_id": visit.person_id, "organisation_id": visit.organisation_id}
    if not access.may(viewer, SEE_PICTURE, now=now, **about):
        return []
    rows = Picture.objects.filter(visit=visit).exclude(content=b"").order_by("taken_at", "key")
    return [Taken(*row) for row in rows.values_list("key", "kind", "caption", "taken_at")[:40]]


def picture_of(viewer: Actor, key: UUID, now: datetime) -> Shown:
    """One picture for whoever may read the person's records, or did the work. Raises Unknown; the look is logged."""
    row = Picture.objects.filter(key=key).first()
    if row is None or not row.content:
        raise Unknown
    access.require(viewer, SEE_PICTURE, now=now, person_id=row.person_id, organisation_id=row.organisation_id)
    return Shown(row.media_type, bytes(row.content))
