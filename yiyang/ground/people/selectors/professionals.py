"""Who works where, and who looks after this person?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import SEE
from yiyang.ground.people.models import CareTeamMember, Practitioner, PractitionerRole, WorkingWindow
from yiyang.ground.people.selectors.files import files_of, kept_file

WINDOWS_MAX = 500


@dataclass(frozen=True)
class Professional:
    """A professional at one house."""

    practitioner_id: UUID
    person_id: UUID
    name: str
    name_en: str
    title: str
    title_en: str
    role: str
    specialty: str


@dataclass(frozen=True)
class TeamMember:
    """A house in a person's care team, and the professional it named."""

    id: UUID
    house_id: UUID
    house_name: str
    house_name_en: str
    professional: str
    professional_en: str
    role: str
    scopes: tuple[str, ...]
    since: datetime


@dataclass(frozen=True)
class Window:
    """A stretch of work at a house."""

    id: UUID
    organisation_id: UUID
    starts_at: datetime
    ends_at: datetime


def professionals_at(viewer: Actor, organisation_id: UUID, now: datetime) -> list[Professional]:
    """Everyone with a contract at a house now, by name; public."""
    live = Q(ends_at=None) | Q(ends_at__gt=now)
    rows = PractitionerRole.objects.filter(live, organisation_id=organisation_id, starts_at__lte=now)
    return [
        Professional(
            practitioner_id=row.practitioner_id,
            person_id=row.practitioner.person_id,
            name=row.practitioner.name,
            name_en=row.practitioner.name_en,
            title=row.practitioner.title,
            title_en=row.practitioner.title_en,
            role=row.role,
            specialty=row.specialty,
        )
        for row in rows.select_related("practitioner").order_by("practitioner__name", "id")
    ]


def practitioner_of(person_id: UUID) -> Practitioner | None:
    """The professional a person is, if any."""
    return Practitioner.objects.filter(person_id=person_id).first()


def practitioner_named(practitioner_id: UUID) -> Practitioner:
    """A professional's public face. Raises Unknown."""
    found = Practitioner.objects.filter(id=practitioner_id).first()
    if found is None:
        raise Unknown
    return found


def professionals_named(person_ids: Iterable[UUID]) -> dict[UUID, Practitioner]:
    """The public faces of those among `person_ids` who are professionals, by person, in one query."""
    return {row.person_id: row for row in Practitioner.objects.filter(person_id__in=set(person_ids))}


def care_team(viewer: Actor, person_id: UUID, now: datetime) -> list[TeamMember]:
    """Who looks after the person now, longest first. Raises Unknown for a stranger."""
    access.require(viewer, SEE, now=now, person_id=kept_file(person_id))
    live = Q(ends_at=None) | Q(ends_at__gt=now)
    rows = CareTeamMember.objects.filter(live, person_id__in=files_of(viewer, person_id), starts_at__lte=now)
    return [
        TeamMember(
            id=row.id,
            house_id=row.member_id,
            house_name=row.member.name,
            house_name_en=row.member.name_en,
            professional=row.practitioner.name if row.practitioner else "",
            professional_en=row.practitioner.name_en if row.practitioner else "",
            role=row.role,
            scopes=tuple(row.scopes),
            since=row.starts_at,
        )
        for row in rows.select_related("member", "practitioner").order_by("starts_at", "id")
    ]


def windows_of(viewer: Actor, practitioner_id: UUID, from_at: datetime, to_at: datetime) -> list[Window]:
    """Where a professional works between two instants, in order; at most 500."""
    rows = WorkingWindow.objects.filter(practitioner_id=practitioner_id, during__overlap=(from_at, to_at))
    return [
        Window(row.id, row.organisation_id, row.during.lower, row.during.upper)
        for row in rows.order_by("during")[:WINDOWS_MAX]
    ]
