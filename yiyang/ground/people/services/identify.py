"""Add what identifies and reaches a person: identity numbers, passports, telephone numbers, addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.people import identity_numbers, search_tokens, telephone
from yiyang.ground.people.actions import DESCRIBE
from yiyang.ground.people.ciphers import CONTACT_VALUE, IDENTITY_NUMBER, blind_index, seal
from yiyang.ground.people.errors import IdentityTaken
from yiyang.ground.people.models import Contact, Identity, Person
from yiyang.ground.people.models.identity import CONTACT_SYSTEMS, CONTACT_USES, IDENTITY_KINDS
from yiyang.ground.people.services.find_again import add_tokens
from yiyang.ground.trust import services as trust

_WRITE = """
    INSERT INTO people_identity
        (id, person_id, organisation_id, kind, issuer, number_sealed, number_index, valid_until, added_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT ON CONSTRAINT identity_once DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class IdentityGiven:
    """A number as somebody gave it. `issuer`: a country (ISO 3166-1 alpha-2) or, for `other`, a URI."""

    kind: str
    number: str = field(repr=False)
    issuer: str = ""
    valid_until: date | None = None


@dataclass(frozen=True)
class ContactGiven:
    """A way to reach somebody, as it was given. The lowest rank is tried first."""

    system: str
    value: str = field(repr=False)
    use: str = "mobile"
    rank: int = 1


@transaction.atomic
def add_identity(*, by: Actor, now: datetime, person_id: UUID, identity: IdentityGiven) -> UUID:
    """Write a number down for a person; the same number for the same person again returns the standing one.

    Raises WrongIdentityNumber, WrongCheckDigit, IdentityContradicts, and IdentityTaken for another file's number.
    """
    person = _writable(by, now, person_id)
    identity_id = write_identity(person, identity, by.organisation_id, now)
    trust.record(
        "person.identified",
        by=by,
        now=now,
        subject_id=person_id,
        payload={"identity": str(identity_id), "kind": identity.kind},
    )
    return identity_id


@transaction.atomic
def add_contact(*, by: Actor, now: datetime, person_id: UUID, contact: ContactGiven) -> UUID:
    """Write down how a person is reached; the same address again returns the standing one. Raises WrongPhone."""
    return write_contact(_writable(by, now, person_id), contact, by.organisation_id, now)


@transaction.atomic
def end_contact(*, by: Actor, now: datetime, person_id: UUID, contact_id: UUID) -> None:
    """An address no longer reaches the person; ending it twice changes nothing."""
    _writable(by, now, person_id)
    contact = Contact.objects.filter(id=contact_id, person_id=person_id).first()
    if contact is None:
        raise Unknown
    if Contact.objects.filter(id=contact_id, ended_at=None).update(ended_at=now) and contact.system == "phone":
        token = f"c{contact.value_index}"
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_searchtoken WHERE person_id = %s AND token = %s", [person_id, token])


def write_identity(person: Person, identity: IdentityGiven, organisation_id: UUID | None, now: datetime) -> UUID:
    """Check the number, fill in what it says about the person, and write it; for services that have asked."""
    kind, issuer = identity.kind, identity.issuer.strip()
    if kind not in IDENTITY_KINDS:
        raise Invalid(field="kind", reason=", ".join(IDENTITY_KINDS))
    if kind == "cn-identity":
        said = identity_numbers.read_chinese(identity.number, day_of(now, person.zone))
        identity_numbers.agree(said, birth_on=person.birth_on, sex=person.sex)
        if person.birth_on is None or person.sex == "unknown":
            person.birth_on, person.sex = said.birth_on, said.sex
            person.save(update_fields=["birth_on", "sex"])
            add_tokens(person, [search_tokens.birth_token(said.birth_on)])
        number, issuer = said.number, "CN"
    elif kind == "other":
        number = identity_numbers.normalised(identity.number)
    else:
        issuer = issuer.upper()
        number = identity_numbers.read_passport(identity.number, issuer)
    index = identity_index(kind, issuer, number)
    row_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                row_id,
                person.id,
                organisation_id,
                kind,
                issuer,
                seal(number, place=IDENTITY_NUMBER, row_id=row_id),
                index,
                identity.valid_until,
                now,
            ],
        )
        written = cursor.fetchone()
    if written is None:
        return _standing(person.id, index)
    add_tokens(person, [search_tokens.identity_token(number)])
    return row_id


def write_contact(person: Person, contact: ContactGiven, organisation_id: UUID | None, now: datetime) -> UUID:
    """Check and write an address; for services that have asked."""
    if contact.system not in CONTACT_SYSTEMS or contact.use not in CONTACT_USES:
        raise Invalid(field="system", reason=", ".join(CONTACT_SYSTEMS + CONTACT_USES))
    value = telephone.normalised(contact.value) if contact.system == "phone" else contact.value.strip().casefold()
    if not value:
        raise Invalid(field="value", reason=contact.system)
    index, row_id = blind_index(contact.system, value), new_id()
    standing = Contact.objects.filter(person_id=person.id, value_index=index, ended_at=None).first()
    if standing is not None:
        return standing.id
    Contact.objects.create(
        id=row_id,
        person_id=person.id,
        organisation_id=organisation_id,
        system=contact.system,
        use=contact.use,
        rank=contact.rank,
        value_sealed=seal(value, place=CONTACT_VALUE, row_id=row_id),
        value_index=index,
        added_at=now,
    )
    if contact.system == "phone":
        add_tokens(person, search_tokens.phone_tokens(value))
    return row_id


def identity_index(kind: str, issuer: str, number: str) -> str:
    """The blind index of a number in its normal form; kind and issuer belong to it."""
    return blind_index("identity", kind, issuer, number)


def _standing(person_id: UUID, index: str) -> UUID:
    mine = Identity.objects.filter(person_id=person_id, number_index=index).first()
    if mine is None:
        raise IdentityTaken(field="number")
    return mine.id


def _writable(by: Actor, now: datetime, person_id: UUID) -> Person:
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(by, DESCRIBE, now=now, person_id=person_id, organisation_id=person.organisation_id)
    return person
