"""Lists of people for a house: is this line somebody we have, and whom do we have?

The rooms that take lists in and hand them out have asked access before; every row still comes through the policies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.people import telephone
from yiyang.ground.people.ciphers import CONTACT_VALUE, IDENTITY_NUMBER, blind_index, unseal
from yiyang.ground.people.identity_numbers import normalised
from yiyang.ground.people.models import Contact, Identity, Person, Practitioner, PractitionerLicence, PractitionerRole

_LISTED = (
    "name", "name_latin", "sex", "birth_on", "address", "living_ability", "diet", "belief", "insurer", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A person as a list of the house names them, numbers in full."""

    id: UUID
    described: dict[str, Any]
    identity_number: str
    phones: tuple[str, ...]  # the one that is tried first in front

    @property
    def phone(self) -> str:
        return self.phones[0] if self.phones else ""


@dataclass(frozen=True)
class ListedWorker:
    """One contract of a professional with the house, with the licence seen last."""

    id: UUID  # of the contract
    person_id: UUID
    name: str
    name_en: str
    title: str
    title_en: str
    sex: str
    role: str
    specialty: str
    licence_kind: str
    licence_number: str
    licence_expires_on: date | None
    identity_number: str
    phone: str
    source: str


def match_people(
    viewer: Actor, *, identity_number: str, source: str, name: str, birth_on: date | None, phone: str = ""
) -> list[UUID]:
    """Files of the acting house that a line can mean: by identity number; else by the line's own number; else by name
    with birth date, or name with telephone. Two or more: the line must say more."""
    own = Person.objects.filter(organisation_id=_house(viewer), erased_at=None)
    if identity_number:
        index = blind_index("identity", "cn-identity", "CN", normalised(identity_number))
        known = list(Identity.objects.filter(number_index=index).values_list("person_id", flat=True))
        if known:
            return known
    if source and (known := list(own.filter(source=source).values_list("id", flat=True))):
        return known
    if source or identity_number:
        return []
    if birth_on is not None:
        return list(own.filter(birth_on=birth_on, name=name).values_list("id", flat=True)[:2])
    if phone:
        index = blind_index("phone", telephone.normalised(phone))
        holders = Contact.objects.filter(value_index=index, ended_at=None).values("person_id")
        return list(own.filter(id__in=holders, name=name).values_list("id", flat=True)[:2])
    return []


def listed_people(viewer: Actor, *, without: str = "", after: UUID | None = None, limit: int = 500) -> list[Listed]:
    """Whom the acting house keeps a file of, in the order of their ids; three statements a batch.

    `without` leaves out files that came from a source beginning so, such as a list of staff.
    """
    rows = Person.objects.filter(organisation_id=_house(viewer), erased_at=None)
    if without:
        rows = rows.exclude(source__startswith=without)
    if after is not None:
        rows = rows.filter(id__gt=after)
    return _listed(list(rows.order_by("id")[:limit]))


def listed_person(person_id: UUID) -> Listed | None:
    """One person as the list would name them, None out of reach; three statements."""
    found = _listed(list(Person.objects.filter(id=person_id, erased_at=None)))
    return found[0] if found else None


def listed_workers(viewer: Actor, *, after: UUID | None = None, limit: int = 500) -> list[ListedWorker]:
    """The house's standing contracts, in the order of their ids; five statements a batch."""
    rows = PractitionerRole.objects.filter(organisation_id=_house(viewer), ends_at=None)
    if after is not None:
        rows = rows.filter(id__gt=after)
    contracts = list(rows.select_related("practitioner").order_by("id")[:limit])
    people = {one.practitioner.person_id for one in contracts}
    listed = {one.id: one for one in _listed(list(Person.objects.filter(id__in=people)))}
    licences: dict[UUID, PractitionerLicence] = {}
    seen = PractitionerLicence.objects.filter(practitioner_id__in={one.practitioner_id for one in contracts})
    for licence in seen.filter(revoked_at=None).order_by("seen_at", "id"):
        licences[licence.practitioner_id] = licence
    return [
        _worker(one, listed.get(one.practitioner.person_id), licences.get(one.practitioner_id)) for one in contracts
    ]


def standing_worker(
    viewer: Actor, person_id: UUID
) -> tuple[Practitioner | None, set[tuple[str, str]], set[tuple[str, str]]]:
    """A person's public face, their live (role, specialty) at the acting house, and their (kind, number) licences."""
    face = Practitioner.objects.filter(person_id=person_id).first()
    if face is None:
        return None, set(), set()
    contracts = PractitionerRole.objects.filter(Q(ends_at=None), practitioner=face, organisation_id=_house(viewer))
    licences = PractitionerLicence.objects.filter(practitioner=face)
    return face, set(contracts.values_list("role", "specialty")), set(licences.values_list("kind", "number"))


def _house(viewer: Actor) -> UUID:
    if viewer.organisation_id is None:
        raise Unknown
    return viewer.organisation_id


def _worker(contract: PractitionerRole, person: Listed | None, licence: PractitionerLicence | None) -> ListedWorker:
    face = contract.practitioner
    return ListedWorker(
        id=contract.id,
        person_id=face.person_id,
        name=face.name,
        name_en=face.name_en,
        title=face.title,
        title_en=face.title_en,
        sex=str(person.described["sex"]) if person else "",
        role=contract.role,
        specialty=contract.specialty,
        licence_kind=licence.kind if licence else "",
        licence_number=licence.number if licence else "",
        licence_expires_on=licence.expires_on if licence else None,
        identity_number=person.identity_number if person else "",
        phone=person.phone if person else "",
        source=str(person.described["source"]) if person else "",
    )


def _listed(rows: list[Person]) -> list[Listed]:
    ids = [row.id for row in rows]
    numbers = _numbers(ids)
    phones: dict[UUID, tuple[str, ...]] = {}
    for contact in Contact.objects.filter(person_id__in=ids, system="phone", ended_at=None).order_by("rank", "id"):
        number = unseal(contact.value_sealed, place=CONTACT_VALUE, row_id=contact.id)
        phones[contact.person_id] = (*phones.get(contact.person_id, ()), number)
    return [
        Listed(
            id=row.id,
            described={name: getattr(row, name) for name in _LISTED},
            identity_number=numbers.get(row.id, ""),
            phones=phones.get(row.id, ()),
        )
        for row in rows
    ]


def _numbers(ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = Identity.objects.filter(person_id__in=list(ids), kind="cn-identity").order_by("-id")
    return {row.person_id: unseal(row.number_sealed, place=IDENTITY_NUMBER, row_id=row.id) for row in rows}
