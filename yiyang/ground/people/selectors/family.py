"""Who stands by this person, and whom does the viewer stand by?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import SEE
from yiyang.ground.people.models import Person, RelatedPerson
from yiyang.ground.people.selectors.card import age_on
from yiyang.ground.people.selectors.files import files_of


@dataclass(frozen=True)
class FamilyMember:
    """A relative as the elder knows them, and what they may do."""

    related_id: UUID
    relative_id: UUID
    name: str
    relationship: str
    guardian: bool
    proof: str
    scopes: tuple[str, ...]
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Elder:
    """Somebody the viewer stands by."""

    person_id: UUID
    name: str
    age: int | None
    relationship: str
    guardian: bool
    scopes: tuple[str, ...]


def family_of(viewer: Actor, person_id: UUID, now: datetime | None = None) -> list[FamilyMember]:
    """Everyone who may act for the person now, longest first. Raises Unknown for a stranger."""
    at = now or clock.now()
    access.require(viewer, SEE, now=at, person_id=person_id)
    rows = RelatedPerson.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person_id__in=files_of(viewer, person_id))
    return [
        FamilyMember(
            related_id=row.id,
            relative_id=row.relative_id,
            name=row.name,
            relationship=row.relationship,
            guardian=row.guardian,
            proof=row.proof,
            scopes=tuple(row.scopes),
            since=row.starts_at,
            until=row.ends_at,
        )
        for row in rows.order_by("starts_at", "id")
    ]


def elders_of(viewer: Actor, now: datetime) -> list[Elder]:
    """Everyone the viewer may act for, by name; an empty list for nobody's relative."""
    if viewer.person_id is None:
        return []
    live = Q(ends_at=None) | Q(ends_at__gt=now)
    rows = list(RelatedPerson.objects.filter(live, relative_id=viewer.person_id).order_by("person_id"))
    people = Person.objects.filter(erased_at=None).in_bulk([row.person_id for row in rows])
    found = [
        Elder(
            person_id=row.person_id,
            name=people[row.person_id].name,
            age=age_on(people[row.person_id].birth_on, clock.day_of(now, people[row.person_id].zone)),
            relationship=row.relationship,
            guardian=row.guardian,
            scopes=tuple(row.scopes),
        )
        for row in rows
        if row.person_id in people
    ]
    return sorted(found, key=lambda elder: (elder.name, elder.person_id))
