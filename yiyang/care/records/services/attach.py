"""Put a picture or paper to a person's file, take it out of sight again, and sweep up what a crash left."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections, transaction

from yiyang.care.records.actions import ATTACH, ATTACH_AS_FAMILY
from yiyang.care.records.attachments import contents, store
from yiyang.care.records.errors import (
    AttachmentKeyUsed,
    AttachmentTitleMissing,
    NotTheirAttachment,
    TooManyAttachments,
)
from yiyang.care.records.models import Attachment
from yiyang.care.records.services.writing import name_of
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.people import sealed_files
from yiyang.ground.trust import services as trust

OF_ONE_PERSON_MAX = 2000
ORPHAN_AFTER = timedelta(days=1)
_INSERT = """
    INSERT INTO records_attachment (id, person_id, organisation_id, about_id, author_id, author_name, title, kind,
        size_bytes, digest, given_digest, has_small, key_sealed, request_key, attached_at)
    VALUES (%(id)s, %(person)s, %(house)s, %(about)s, %(author)s, %(author_name)s, %(title)s, %(kind)s, %(size)s,
        %(digest)s, %(given)s, %(has_small)s, %(key)s, %(request_key)s, %(now)s)
    ON CONFLICT ON CONSTRAINT attachment_once DO NOTHING RETURNING id
"""


@transaction.atomic
def attach(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    content: bytes,
    title: str,
    request_key: str,
    about_id: UUID | None = None,
) -> Attachment:
    """Keep a picture (JPEG, PNG, WebP; drawn anew without its hidden data) or a PDF, sealed, to a person's file.

    `about_id` is the order, record or visit it belongs to. The same key and content again return what stands. Raises
    Unknown out of reach, AttachmentTooLarge, AttachmentUnknownKind, AttachmentBroken, AttachmentTitleMissing,
    TooManyAttachments, AttachmentKeyUsed.
    """
    access.require(by, ATTACH if by.organisation_id else ATTACH_AS_FAMILY, now=now, person_id=person_id)
    given = hashlib.sha256(content).digest()
    if done := _already(by, person_id, about_id, request_key, given):
        return done
    if not (named := title.strip()[:120]):
        raise AttachmentTitleMissing(field="title")
    kept = contents.read(content)
    if Attachment.objects.filter(person_id=person_id, removed_at=None).count() >= OF_ONE_PERSON_MAX:
        raise TooManyAttachments(field="content", limit=OF_ONE_PERSON_MAX)
    attachment_id, key = new_id(), sealed_files.new_key()
    digest = hashlib.sha256(kept.body).digest()
    row = {
        "id": attachment_id,
        "person": person_id,
        "house": by.organisation_id,
        "about": about_id,
        "author": by.person_id,
        "author_name": name_of(by.person_id),
        "title": named,
        "kind": kept.kind,
        "size": len(kept.body),
        "digest": digest,
        "given": given,
        "has_small": bool(kept.small),
        "key": sealed_files.sealed_key(key, place=store.KEY_PLACE, row_id=attachment_id),
        "request_key": request_key,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
        if cursor.fetchone() is None:  # the same request, at the same time
            if done := _already(by, person_id, about_id, request_key, given):
                return done
            raise AttachmentKeyUsed(field="request_key")
    store.put(attachment_id, store.WHOLE, key, kept.body)
    if kept.small:
        store.put(attachment_id, store.SMALL, key, kept.small)
    payload = {"attachment": str(attachment_id), "kind": kept.kind, "digest": digest.hex()}
    trust.record("attachment.added", by=by, now=now, subject_id=person_id, payload=payload)
    return Attachment.objects.get(id=attachment_id)


@transaction.atomic
def remove_attachment(*, by: Actor, now: datetime, attachment_id: UUID) -> None:
    """Take it out of sight; it stays sealed with the file, as every record does. Twice changes nothing.

    Raises Unknown out of reach, NotTheirAttachment for anybody but who added it and their house.
    """
    row = Attachment.objects.filter(id=attachment_id).first()
    if row is None:
        raise Unknown
    action = ATTACH if by.organisation_id else ATTACH_AS_FAMILY
    access.require(by, action, now=now, person_id=row.person_id, organisation_id=row.organisation_id)
    own_house = row.organisation_id is not None and row.organisation_id == by.organisation_id
    if not own_house and (row.author_id != by.person_id or row.organisation_id != by.organisation_id):
        raise NotTheirAttachment(field="attachment")
    changed = Attachment.objects.filter(id=attachment_id, removed_at=None).update(
        removed_at=now, removed_by_id=by.person_id
    )
    if changed:
        payload = {"attachment": str(attachment_id)}
        trust.record("attachment.removed", by=by, now=now, subject_id=row.person_id, payload=payload)


def sweep_attachments(now: datetime) -> int:
    """Remove files of more than a day without a row: from an undone transaction, or after an erasure; how many."""
    gone = 0
    batch: dict[UUID, bool] = {}
    for attachment_id, place in store.older_than(now - ORPHAN_AFTER):
        if attachment_id not in batch:
            batch[attachment_id] = _has_row(attachment_id)
        if not batch[attachment_id]:
            place.unlink(missing_ok=True)
            gone += 1
    return gone


def _has_row(attachment_id: UUID) -> bool:
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM records_attachment WHERE id = %s", [attachment_id])
        return cursor.fetchone() is not None


def _already(by: Actor, person_id: UUID, about_id: UUID | None, request_key: str, given: bytes) -> Attachment | None:
    done = Attachment.objects.filter(author_id=by.person_id, request_key=request_key).first()
    if done is None:
        return None
    if done.person_id != person_id or done.about_id != about_id or bytes(done.given_digest) != given:
        raise AttachmentKeyUsed(field="request_key")
    return done
