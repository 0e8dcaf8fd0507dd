"""Join two files of one person, and separate them again. Nothing is rewritten, so nothing is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.events import publish
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import ALL_SCOPES
from yiyang.ground.access.errors import NotAllowed, ReasonMissing
from yiyang.ground.access.selectors.disclosures import SAME_PERSON
from yiyang.ground.people.actions import MERGE
from yiyang.ground.people.errors import NotSamePerson, SameFile
from yiyang.ground.people.events import FilesMerged, FilesSeparated
from yiyang.ground.people.models import FileMerge, Identity, MergeReason, Person
from yiyang.ground.people.selectors.duplicates import grounds_for
from yiyang.ground.people.selectors.files import files_of, kept_files
from yiyang.ground.trust import services as trust

REASON_SIGNS_MIN, REASON_SIGNS_MAX = 5, 300


@transaction.atomic
def merge_files(*, by: Actor, now: datetime, kept_id: UUID, merged_id: UUID, reason: str) -> FileMerge:
    """Say that two files are one person; from now on selectors answer for `kept_id` and look into both.

    The caller must be allowed to write in both. Every relation to or of one file then holds for all of them,
    for as long as the merge stands. Merging again returns the standing merge. Raises ReasonMissing, SameFile, and
    NotSamePerson when birth date, sex or two Chinese identity numbers contradict each other.
    """
    if by.person_id is None:
        raise NotAllowed
    _lock(kept_id, merged_id)
    standing = FileMerge.objects.filter(kept_id=kept_id, merged_id=merged_id, undone_at=None).first()
    pair = _both(by, now, kept_id, merged_id)
    if standing is not None:
        return standing
    _reasoned(reason)
    kept_by = kept_files([kept_id, merged_id])
    if kept_by[kept_id] == kept_by[merged_id] or kept_by[merged_id] != merged_id:
        raise SameFile
    _contradictions(by, *pair)
    merge = FileMerge.objects.create(
        kept_id=kept_by[kept_id],
        merged_id=merged_id,
        grounds=sorted(grounds_for(*pair)),
        merged_at=now,
        merged_by_id=by.person_id,
    )
    _write_reason(by, now, merge, "joined", reason)
    _carry(merge.kept_id)
    for viewer_id, person_id in ((merge.kept_id, merged_id), (merged_id, merge.kept_id)):
        access.relate(
            viewer_id=viewer_id,
            person_id=person_id,
            kind=SAME_PERSON,
            scopes=ALL_SCOPES,
            now=now,
            source_id=merge.id,
        )
    _record("person.merged", by, now, merge)
    publish(FilesMerged(merge.id, merge.kept_id, merged_id, now))
    return merge


@transaction.atomic
def separate_files(*, by: Actor, now: datetime, merge_id: UUID, reason: str) -> FileMerge:
    """Undo a merge: both files stand alone as they were, with what was written in each since. Twice changes nothing.

    Raises ReasonMissing.
    """
    merge = FileMerge.objects.filter(id=merge_id).first()
    if merge is None or by.person_id is None:
        raise Unknown
    _both(by, now, merge.kept_id, merge.merged_id)
    _lock(merge.kept_id, merge.merged_id)
    if merge.undone_at is None:
        _reasoned(reason)
    if not FileMerge.objects.filter(id=merge_id, undone_at=None).update(undone_at=now, undone_by_id=by.person_id):
        return merge
    _write_reason(by, now, merge, "separated", reason)
    access.unrelate(now=now, source_id=merge_id)
    _carry(merge.kept_id)
    _carry(merge.merged_id)
    merge.refresh_from_db()
    _record("person.separated", by, now, merge)
    publish(FilesSeparated(merge.id, merge.kept_id, merge.merged_id, now))
    return merge


def _both(by: Actor, now: datetime, kept_id: UUID, merged_id: UUID) -> tuple[Person, Person]:
    found = Person.objects.filter(erased_at=None).in_bulk([kept_id, merged_id])
    if len(found) != 2:
        raise SameFile if kept_id == merged_id else Unknown
    for person in found.values():
        access.require(by, MERGE, now=now, person_id=person.id, organisation_id=person.organisation_id)
    return found[kept_id], found[merged_id]


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < REASON_SIGNS_MIN:
        raise ReasonMissing(field="reason")


def _write_reason(by: Actor, now: datetime, merge: FileMerge, deed: str, reason: str) -> None:
    assert by.person_id is not None
    MergeReason.objects.create(
        person_id=merge.kept_id,
        merge=merge,
        organisation_id=by.organisation_id,
        deed=deed,
        reason=reason.strip()[:REASON_SIGNS_MAX],
        by_id=by.person_id,
        at=now,
    )


def _contradictions(by: Actor, one: Person, other: Person) -> None:
    if one.birth_on and other.birth_on and one.birth_on != other.birth_on:
        raise NotSamePerson(field="birth_on")
    if {one.sex, other.sex} == {"male", "female"}:
        raise NotSamePerson(field="sex")
    chinese = Identity.objects.filter(kind="cn-identity")
    numbers = [
        set(chinese.filter(person_id__in=files_of(by, person.id)).values_list("number_index", flat=True))
        for person in (one, other)
    ]
    if all(numbers):  # one number belongs to one file, so two files with one each have different ones
        raise NotSamePerson(field="number")


def _lock(*person_ids: UUID) -> None:
    with connection.cursor() as cursor:
        for person_id in sorted(person_ids):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.merge'), hashtext(%s))", [str(person_id)])


def _carry(person_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_carry_all(%s)", [person_id])


def _record(kind: str, by: Actor, now: datetime, merge: FileMerge) -> None:
    trust.record(
        kind,
        by=by,
        now=now,
        subject_id=merge.kept_id,
        payload={"merge": str(merge.id), "kept": str(merge.kept_id), "merged": str(merge.merged_id)},
    )
