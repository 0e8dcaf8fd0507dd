"""Open a person's file and describe the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import ALL_SCOPES
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.people.actions import DESCRIBE, REGISTER
from yiyang.ground.people.errors import ImpossibleBirth, NameMissing
from yiyang.ground.people.identity_numbers import possible_birth
from yiyang.ground.people.models import Person
from yiyang.ground.people.models.person import LIVING_ABILITIES, SEXES
from yiyang.ground.people.services.find_again import index_person
from yiyang.ground.people.services.identify import ContactGiven, IdentityGiven, write_contact, write_identity
from yiyang.ground.trust import services as trust

DESCRIPTION = frozenset(
    {
        "name", "name_latin", "sex", "birth_on", "deceased_at", "language", "zone", "area_id", "address", "latitude",
        "longitude", "living_ability", "diet", "belief", "insurer",
    }
)  # fmt: skip


@transaction.atomic
def register_person(
    *,
    by: Actor,
    now: datetime,
    name: str,
    identities: Iterable[IdentityGiven] = (),
    contacts: Iterable[ContactGiven] = (),
    person_id: UUID | None = None,
    source: str = "",
    **described: Any,
) -> Person:
    """Open a file in the acting house, which keeps it; it is usable at once.

    `described` takes the fields of DESCRIPTION. The same `source` again returns the standing file. What is missing
    and said by a Chinese identity number (birth date, sex) is filled in. Raises ImpossibleBirth, IdentityTaken,
    WrongIdentityNumber, WrongCheckDigit, IdentityContradicts, WrongPhone, NameMissing.
    """
    access.require(by, REGISTER, now=now, organisation_id=by.organisation_id)
    if by.organisation_id is None:
        raise NotAllowed
    if source and (known := Person.objects.filter(organisation_id=by.organisation_id, source=source).first()):
        return known
    person = Person(id=person_id or new_id(), organisation_id=by.organisation_id, source=source, registered_at=now)
    apply_description(person, {"name": name, **described}, now)
    person.save(force_insert=True)
    access.relate(viewer_id=by.organisation_id, person_id=person.id, kind="keeper", scopes=ALL_SCOPES, now=now)
    for identity in identities:
        write_identity(person, identity, by.organisation_id, now)
    for contact in contacts:
        write_contact(person, contact, by.organisation_id, now)
    index_person(person)
    trust.record(
        "person.registered",
        by=by,
        now=now,
        organisation_id=by.organisation_id,
        subject_id=person.id,
        payload={"source": "import" if source else "desk"},
    )
    return person


@transaction.atomic
def describe_person(*, by: Actor, now: datetime, person_id: UUID, **described: Any) -> Person:
    """Correct or complete what the file says about the person; the same refusals as when it was opened."""
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(by, DESCRIBE, now=now, person_id=person_id, organisation_id=person.organisation_id)
    apply_description(person, described, now)
    person.save(update_fields=list(described))
    index_person(person)
    trust.record("person.described", by=by, now=now, subject_id=person_id, payload={"fields": sorted(described)})
    return person


def apply_description(person: Person, described: dict[str, Any], now: datetime) -> None:
    """Set the described fields after checking them. Raises Invalid, ImpossibleBirth, NameMissing."""
    if unknown := set(described) - DESCRIPTION:
        raise TypeError(f"not a part of a description: {', '.join(sorted(unknown))}")
    for field, value in described.items():
        setattr(person, field, value)
    person.name = person.name.strip() or person.name_latin.strip()
    if not person.name:
        raise NameMissing(field="name")
    if person.sex not in SEXES:
        raise Invalid(field="sex", reason=", ".join(SEXES))
    if person.living_ability not in LIVING_ABILITIES:
        raise Invalid(field="living_ability", reason=", ".join(LIVING_ABILITIES[1:]))
    check_birth(person.birth_on, person.zone, now)
    if person.deceased_at is not None and person.deceased_at > now:
        raise Invalid(field="deceased_at", reason="future")


def check_birth(birth_on: date | None, zone: str, now: datetime) -> None:
    """Refuse a day on which nobody can be born: tomorrow in the person's zone, or 131 years ago."""
    if birth_on is not None and not possible_birth(birth_on, day_of(now, zone)):
        raise ImpossibleBirth(field="birth_on")
