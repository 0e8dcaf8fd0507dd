"""Who works for this house, as what, until when, where else, and with which licences?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import selectors as access_selectors
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import EMPLOY
from yiyang.ground.people.models import Colleague, Person, Practitioner, PractitionerLicence, PractitionerRole

STAFF_MAX = 500
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence of a professional. `state`: valid, ending (within thirty days), ended, revoked."""

    id: UUID
    kind: str
    number: str
    expires_on: date | None
    state: str
    seen_here: bool


@dataclass(frozen=True, slots=True)
class Role:
    """One role somebody holds in the house, for a period."""

    assignment_id: UUID
    role: str
    specialty: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for the house now or from a day ahead; `elsewhere` names the other employers."""

    person_id: UUID
    practitioner_id: UUID | None
    name: str
    name_en: str
    title: str
    title_en: str
    roles: tuple[Role, ...]
    elsewhere: tuple[tuple[str, str], ...]
    licences: tuple[Licence, ...]


def staff_of(viewer: Actor, organisation_id: UUID, now: datetime, today: date) -> list[Member]:
    """Everyone with a role in the house that is not over, by name; six queries whatever their number.

    For the house's manager. At most 500 people.
    """
    access.require(viewer, EMPLOY, now=now, organisation_id=organisation_id)
    assigned = access_selectors.assignments_of(organisation_id, now)
    holders = list(dict.fromkeys(each.holder_id for each in assigned))[:STAFF_MAX]
    faces = {row.person_id: row for row in Practitioner.objects.filter(person_id__in=holders)}
    contracts = _contracts(faces.values(), now)
    licences = _licences(faces.values(), organisation_id, today)
    called = {row.person_id: row for row in Colleague.objects.filter(organisation_id=organisation_id)}
    names = {row.id: row for row in Person.objects.filter(id__in=holders)}
    members = []
    for holder in holders:
        face, colleague, person = faces.get(holder), called.get(holder), names.get(holder)
        own = contracts.get(face.id, []) if face else []
        here = {(row.role, row.starts_at): row.specialty for row in own if row.organisation_id == organisation_id}
        name = face.name if face else colleague.name if colleague else person.name if person else ""
        name_en = face.name_en if face else colleague.name_en if colleague else person.name_latin if person else ""
        members.append(
            Member(
                person_id=holder,
                practitioner_id=face.id if face else None,
                name=name,
                name_en=name_en or name,
                title=face.title if face else "",
                title_en=(face.title_en or face.title) if face else "",
                roles=tuple(
                    Role(each.id, each.role, here.get((each.role, each.starts_at), ""), each.starts_at, each.ends_at)
                    for each in assigned
                    if each.holder_id == holder
                ),
                elsewhere=tuple(
                    sorted(
                        {
                            (row.organisation.name, row.organisation.name_en or row.organisation.name)
                            for row in own
                            if row.organisation_id != organisation_id
                        }
                    )
                ),
                licences=tuple(licences.get(face.id, ())) if face else (),
            )
        )
    return sorted(members, key=lambda each: (each.name == "", each.name, str(each.person_id)))


def member_of(viewer: Actor, organisation_id: UUID, person_id: UUID, now: datetime, today: date) -> Member:
    """One of the house's people. Raises Unknown for anybody else."""
    for each in staff_of(viewer, organisation_id, now, today):
        if each.person_id == person_id:
            return each
    raise Unknown


def _contracts(faces: Iterable[Practitioner], now: datetime) -> dict[UUID, list[PractitionerRole]]:
    live = Q(ends_at=None) | Q(ends_at__gt=now)
    found: dict[UUID, list[PractitionerRole]] = {}
    rows = PractitionerRole.objects.filter(live, practitioner_id__in=[face.id for face in faces])
    for row in rows.select_related("organisation").order_by("starts_at", "id"):
        found.setdefault(row.practitioner_id, []).append(row)
    return found


def _licences(faces: Iterable[Practitioner], organisation_id: UUID, today: date) -> dict[UUID, list[Licence]]:
    found: dict[UUID, list[Licence]] = {}
    rows = PractitionerLicence.objects.filter(practitioner_id__in=[face.id for face in faces])
    for row in rows.order_by("kind", "-expires_on", "id"):
        licence = Licence(
            row.id, row.kind, row.number, row.expires_on, _state(row, today), row.organisation_id == organisation_id
        )
        found.setdefault(row.practitioner_id, []).append(licence)
    return found


def _state(row: PractitionerLicence, today: date) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_on is None:
        return "valid"
    if row.expires_on <= today:
        return "ended"
    return "ending" if row.expires_on - today <= SOON else "valid"
