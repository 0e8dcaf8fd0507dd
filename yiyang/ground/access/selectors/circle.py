"""For whom may I act, as family?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.ground.access.models import Relation


@dataclass(frozen=True)
class Close:
    """A person whose family the viewer is, and what they may do for them."""

    person_id: UUID
    scopes: frozenset[str]


def circle(viewer: Actor, now: datetime) -> list[Close]:
    """The persons who gave the viewer a family scope that is live at `now`, the longest known first."""
    if viewer.person_id is None:
        return []
    live = Relation.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
    rows = live.filter(viewer_id=viewer.person_id, kind="family").order_by("starts_at", "id")
    found: dict[UUID, set[str]] = {}
    for person_id, scopes in rows.values_list("person_id", "scopes"):
        found.setdefault(person_id, set()).update(scopes)
    return [Close(person_id, frozenset(scopes)) for person_id, scopes in found.items()]
