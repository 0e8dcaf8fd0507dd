"""Who is this person? Numbers stay masked until somebody asks for one by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people import identity_numbers, telephone
from yiyang.ground.people.actions import REVEAL, SEE
from yiyang.ground.people.ciphers import CONTACT_VALUE, IDENTITY_NUMBER, unseal
from yiyang.ground.people.models import CareSetting, Contact, Identity, Person, Practitioner
from yiyang.ground.people.selectors.files import files_of, kept_file


@dataclass(frozen=True)
class Masked:
    """A number with its middle hidden; `id` is what `reveal_number` asks for."""

    id: UUID
    kind: str
    text: str


@dataclass(frozen=True)
class PersonCard:
    """What the personal page shows. `age` in completed years in the person's own zone."""

    id: UUID
    name: str
    name_latin: str
    sex: str
    birth_on: date | None
    age: int | None
    deceased: bool
    language: str
    zone: str
    address: str
    point: tuple[float, float] | None
    living_ability: str
    diet: tuple[str, ...]
    belief: str
    insurer: str
    identities: tuple[Masked, ...]
    contacts: tuple[Masked, ...]
    setting: str  # "" while none is written down
    responsible_id: UUID | None
    responsible_name: str
    responsible_name_en: str
    keeper_id: UUID | None
    files: tuple[UUID, ...]
    reason: str  # why the viewer may see this


def person_card(viewer: Actor, person_id: UUID, now: datetime) -> PersonCard:
    """The card of a person, whichever of their files was asked for. Raises Unknown for a stranger; is logged."""
    person = Person.objects.filter(id=kept_file(person_id), erased_at=None).first()
    if person is None:
        raise Unknown
    grant = access.require(viewer, SEE, now=now, person_id=person.id, organisation_id=person.organisation_id)
    files = files_of(viewer, person.id)
    setting = (
        CareSetting.objects.filter(person_id=person.id, during__contains=now).select_related("responsible").first()
    )
    house = setting.responsible if setting else None
    return PersonCard(
        id=person.id,
        name=person.name,
        name_latin=person.name_latin,
        sex=person.sex,
        birth_on=person.birth_on,
        age=age_on(person.birth_on, day_of(person.deceased_at or now, person.zone)),
        deceased=person.deceased_at is not None,
        language=person.language,
        zone=person.zone,
        address=person.address,
        point=point_of(person),
        living_ability=person.living_ability,
        diet=tuple(person.diet),
        belief=person.belief,
        insurer=person.insurer,
        identities=masked_identities(files),
        contacts=masked_contacts(files),
        setting=setting.kind if setting else "",
        responsible_id=house.id if house else None,
        responsible_name=house.name if house else "",
        responsible_name_en=house.name_en if house else "",
        keeper_id=person.organisation_id,
        files=tuple(files),
        reason=grant.reason,
    )


def reveal_number(viewer: Actor, person_id: UUID, row_id: UUID, now: datetime) -> str:
    """One identity number or address in full; the look is on record for the person. Raises Unknown."""
    access.require(viewer, REVEAL, now=now, person_id=kept_file(person_id))
    files = files_of(viewer, person_id)
    if identity := Identity.objects.filter(id=row_id, person_id__in=files).first():
        return unseal(identity.number_sealed, place=IDENTITY_NUMBER, row_id=identity.id)
    if contact := Contact.objects.filter(id=row_id, person_id__in=files).first():
        return unseal(contact.value_sealed, place=CONTACT_VALUE, row_id=contact.id)
    raise Unknown


def names_of(viewer: Actor, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names for a list page, in one query; whoever the viewer may not see is missing from the answer."""
    return dict(Person.objects.filter(id__in=set(person_ids), erased_at=None).values_list("id", "name"))


@dataclass(frozen=True)
class Known:
    """A person as a list names them."""

    id: UUID
    name: str
    name_latin: str
    birth_on: date | None
    sex: str


def known(viewer: Actor, person_ids: Iterable[UUID]) -> dict[UUID, Known]:
    """The persons among the ids whom the viewer may see, in one query."""
    rows = Person.objects.filter(id__in=set(person_ids), erased_at=None)
    return {row[0]: Known(*row) for row in rows.values_list("id", "name", "name_latin", "birth_on", "sex")}


def professional_name(person_id: UUID) -> str:
    """What a professional is called in public, else the name on the file if the caller may see it, else empty."""
    public = Practitioner.objects.filter(person_id=person_id).values_list("name", flat=True).first()
    return public or Person.objects.filter(id=person_id).values_list("name", flat=True).first() or ""


def age_on(birth_on: date | None, day: date) -> int | None:
    """Completed years on a day; who was born on 29 February is a year older on 1 March."""
    if birth_on is None:
        return None
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def point_of(person: Person) -> tuple[float, float] | None:
    """Latitude and longitude of the home in degrees, or None."""
    if person.latitude is None or person.longitude is None:
        return None
    return float(person.latitude), float(person.longitude)


def masked_identities(files: list[UUID]) -> tuple[Masked, ...]:
    """The numbers in these files, their middles hidden; for selectors that have asked."""
    return tuple(
        Masked(
            row.id, row.kind, identity_numbers.masked(unseal(row.number_sealed, place=IDENTITY_NUMBER, row_id=row.id))
        )
        for row in Identity.objects.filter(person_id__in=files).order_by("kind", "added_at", "id")
    )


def masked_contacts(files: list[UUID]) -> tuple[Masked, ...]:
    """The live addresses in these files, hidden in the same way; for selectors that have asked."""
    found = []
    for row in Contact.objects.filter(person_id__in=files, ended_at=None).order_by("rank", "added_at", "id"):
        text = unseal(row.value_sealed, place=CONTACT_VALUE, row_id=row.id)
        found.append(Masked(row.id, row.system, telephone.masked(text) if row.system == "phone" else _hidden(text)))
    return tuple(found)


def _hidden(address: str) -> str:
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}"
