"""Are these two files the same person? Offered, never decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people import search_tokens
from yiyang.ground.people.actions import MERGE
from yiyang.ground.people.models import Contact, Person
from yiyang.ground.people.selectors.files import files_of, kept_files

# Each agreement in points; two files with six or more are offered. Birth date with a name, or name with telephone.
POINTS = {"birth": 4, "name": 4, "sounds": 2, "phone": 3, "sex": 0}
OFFER_FROM = 6
OFFERED_MAX = 10


@dataclass(frozen=True)
class Duplicate:
    """A file that is likely to be the same person; `grounds` say what agrees."""

    id: UUID
    name: str
    birth_on: date | None
    grounds: tuple[str, ...]
    points: int


def likely_duplicates(viewer: Actor, person_id: UUID, now: datetime) -> list[Duplicate]:
    """Files the viewer may see that are likely the same person as this one, likeliest first, at most ten."""
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(viewer, MERGE, now=now, person_id=person_id, organisation_id=person.organisation_id)
    same_name = Q(name=person.name)
    if person.birth_on is not None:
        same_name |= Q(birth_on=person.birth_on)
    mine = files_of(viewer, person_id)
    rows = list(Person.objects.filter(same_name, erased_at=None).exclude(id__in=mine)[:200])
    kept = kept_files(row.id for row in rows)
    found = []
    for row in rows:
        grounds = grounds_for(person, row)
        points = sum(POINTS[one] for one in grounds)
        if points >= OFFER_FROM and kept[row.id] == row.id and not _apart(person, row):
            found.append(Duplicate(row.id, row.name, row.birth_on, tuple(sorted(grounds)), points))
    return sorted(found, key=lambda one: (-one.points, one.id))[:OFFERED_MAX]


def grounds_for(one: Person, other: Person) -> set[str]:
    """What agrees between two files: birth, name, sounds (same pinyin or Latin name), phone, sex."""
    found = set()
    if one.birth_on is not None and one.birth_on == other.birth_on:
        found.add("birth")
    if one.name == other.name:
        found.add("name")
    elif _sounds(one) & _sounds(other):
        found.add("sounds")
    if one.sex == other.sex != "unknown":
        found.add("sex")
    if _phones(one.id) & _phones(other.id):
        found.add("phone")
    return found


def _apart(one: Person, other: Person) -> bool:
    births = bool(one.birth_on and other.birth_on and one.birth_on != other.birth_on)
    return births or {one.sex, other.sex} == {"male", "female"}


def _sounds(person: Person) -> set[str]:
    spoken = {"".join(search_tokens.pinyin(person.name))} if person.name else set()
    latin = "".join(sorted(token[1:] for token in search_tokens.name_tokens("", person.name_latin)))
    spoken |= {latin} if latin else set()
    return {one.replace(" ", "") for one in spoken}


def _phones(person_id: UUID) -> set[str]:
    return set(
        Contact.objects.filter(person_id=person_id, system="phone", ended_at=None).values_list("value_index", flat=True)
    )
