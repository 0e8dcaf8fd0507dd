"""The other way round: who holds this role here, who stands in this relation to somebody?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yiyang.ground.access.models import Relation, RoleAssignment


def holders_of(organisation_id: UUID, role: str, now: datetime) -> list[UUID]:
    """Everybody who holds `role` in an organisation at `now`, longest first."""
    live = RoleAssignment.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
    found = live.filter(organisation_id=organisation_id, role=role).order_by("starts_at", "id")
    return list(dict.fromkeys(found.values_list("holder_id", flat=True)))


def related_to(person_id: UUID, kind: str, scope: str, now: datetime) -> list[UUID]:
    """Every viewer in a live relation of `kind` to `person_id` that carries `scope`, longest first."""
    live = Relation.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
    found = live.filter(person_id=person_id, kind=kind, scopes__contains=[scope]).order_by("starts_at", "id")
    return list(dict.fromkeys(found.values_list("viewer_id", flat=True)))


def assignments_of(organisation_id: UUID, now: datetime) -> list[RoleAssignment]:
    """Every role in an organisation that is not over at `now`, later ones too, longest first; at most 2,000."""
    standing = RoleAssignment.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), organisation_id=organisation_id)
    return list(standing.order_by("starts_at", "id")[:2_000])
