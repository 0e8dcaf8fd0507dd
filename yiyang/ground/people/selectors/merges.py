"""Two files side by side, and the merges that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import MERGE
from yiyang.ground.people.models import FileMerge, MergeReason, Person
from yiyang.ground.people.selectors.card import Masked, masked_contacts, masked_identities
from yiyang.ground.people.selectors.duplicates import grounds_for
from yiyang.ground.people.selectors.files import files_of, kept_files


@dataclass(frozen=True)
class FileSide:
    """One of two files, with its numbers masked."""

    id: UUID
    name: str
    name_latin: str
    sex: str
    birth_on: date | None
    address: str
    insurer: str
    identities: tuple[Masked, ...]
    contacts: tuple[Masked, ...]
    keeper_id: UUID | None
    registered_at: datetime | None
    source: str


@dataclass(frozen=True)
class Comparison:
    """Two files that may be one person's; `grounds` say what agrees."""

    kept: FileSide
    merged: FileSide
    grounds: frozenset[str]


@dataclass(frozen=True)
class StandingMerge:
    """A merge that can be undone."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    merged_at: datetime
    merged_by_id: UUID
    reason: str


def compare_files(viewer: Actor, kept_id: UUID, merged_id: UUID, now: datetime) -> Comparison:
    """Both files for somebody who may join them. Raises Unknown unless both are within reach and stand alone."""
    found = Person.objects.filter(erased_at=None).in_bulk([kept_id, merged_id])
    kept = kept_files([kept_id, merged_id])
    if len(found) != 2 or kept[kept_id] == kept[merged_id]:
        raise Unknown
    for person in found.values():
        access.require(viewer, MERGE, now=now, person_id=person.id, organisation_id=person.organisation_id)
    one, other = found[kept_id], found[merged_id]
    return Comparison(_side(one), _side(other), frozenset(grounds_for(one, other)))


def may_join(viewer: Actor, person_id: UUID, now: datetime) -> bool:
    """Whether the viewer may join or separate this person's files."""
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        return False
    grant = access.may(viewer, MERGE, now=now, person_id=person_id, organisation_id=person.organisation_id)
    return grant is not None


def merges_of(viewer: Actor, person_id: UUID, now: datetime) -> list[StandingMerge]:
    """The standing merges of a person's files, newest first. Raises Unknown for those who may not undo them."""
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(viewer, MERGE, now=now, person_id=person_id, organisation_id=person.organisation_id)
    files = files_of(viewer, person_id)
    rows = FileMerge.objects.filter(Q(kept_id__in=files) | Q(merged_id__in=files), undone_at=None)
    standing = list(rows.order_by("-merged_at", "id"))
    reasons = dict(
        MergeReason.objects.filter(merge_id__in=[row.id for row in standing], deed="joined").values_list(
            "merge_id", "reason"
        )
    )
    return [
        StandingMerge(row.id, row.kept_id, row.merged_id, row.merged_at, row.merged_by_id, reasons.get(row.id, ""))
        for row in standing
    ]


def _side(person: Person) -> FileSide:
    return FileSide(
        id=person.id,
        name=person.name,
        name_latin=person.name_latin,
        sex=person.sex,
        birth_on=person.birth_on,
        address=person.address,
        insurer=person.insurer,
        identities=masked_identities([person.id]),
        contacts=masked_contacts([person.id]),
        keeper_id=person.organisation_id,
        registered_at=person.registered_at,
        source=person.source,
    )
