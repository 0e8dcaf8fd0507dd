"""Which roles does somebody hold, and where?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yiyang.ground.access.models import RoleAssignment


def roles_of(person_id: UUID, organisation_id: UUID, now: datetime) -> frozenset[str]:
    """The roles `person_id` holds in one organisation at `now`; empty means none at all."""
    return frozenset(
        _live(now).filter(holder_id=person_id, organisation_id=organisation_id).values_list("role", flat=True)
    )


def organisations_of(person_id: UUID, now: datetime) -> dict[UUID, frozenset[str]]:
    """Every organisation `person_id` may act for at `now`, with the roles held there."""
    found: dict[UUID, set[str]] = {}
    for organisation_id, role in _live(now).filter(holder_id=person_id).values_list("organisation_id", "role"):
        found.setdefault(organisation_id, set()).add(role)
    return {organisation_id: frozenset(roles) for organisation_id, roles in found.items()}


def _live(now: datetime) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
