"""Which pictures and papers are there about a person, and what is in one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from yiyang.care.records.actions import GLANCE, READ_ATTACHMENTS
from yiyang.care.records.attachments import store
from yiyang.care.records.attachments.contents import ENDINGS
from yiyang.care.records.models import Attachment
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people

LINES_MAX = 100


@dataclass(frozen=True)
class AttachmentLine:
    """One line of a list; the content is asked for by its id."""

    id: UUID
    person_id: UUID
    organisation_id: UUID | None
    about_id: UUID | None
    author_id: UUID | None
    author_name: str
    title: str
    kind: str
    size_bytes: int
    attached_at: datetime
    has_small: bool


@dataclass(frozen=True)
class OpenedAttachment:
    """The content itself, with a name to save it under that says nothing about anybody."""

    id: UUID
    title: str
    kind: str
    file_name: str
    body: bytes
    digest: bytes


def attachments_of(
    viewer: Actor, person_id: UUID, now: datetime, *, about_id: UUID | None = None, before: datetime | None = None
) -> list[AttachmentLine]:
    """The newest 100, of everything or of one order, record or visit. Raises Unknown out of reach.

    One disclosure for the list; a constant number of statements.
    """
    access.require(viewer, READ_ATTACHMENTS, now=now, person_id=person_id)
    found = Attachment.objects.filter(person_id__in=people.files_of(viewer, person_id), removed_at=None)
    if about_id is not None:
        found = found.filter(about_id=about_id)
    if before is not None:
        found = found.filter(attached_at__lt=before)
    return [_line(row) for row in found.defer("key_sealed").order_by("-attached_at", "-id")[:LINES_MAX]]


def attachment_content(viewer: Actor, attachment_id: UUID, now: datetime) -> OpenedAttachment:
    """One picture or paper, opened, and the look written down. Raises Unknown out of reach or when it was removed."""
    row = _visible(attachment_id)
    access.require(viewer, READ_ATTACHMENTS, now=now, person_id=row.person_id, organisation_id=row.organisation_id)
    return _opened(row)


def attachment_small(viewer: Actor, attachment_id: UUID, now: datetime) -> bytes:
    """The small JPEG of a picture. Raises Unknown, also for what is no picture."""
    row = _visible(attachment_id)
    access.require(viewer, GLANCE, now=now, person_id=row.person_id, organisation_id=row.organisation_id)
    if not row.has_small:
        raise Unknown
    return store.get(row.id, store.SMALL, row.key_sealed)


def opened_attachments(person_ids: list[UUID]) -> Iterator[tuple[Attachment, Callable[[], bytes]]]:
    """Everything that stands and how to open it, one at a time, for an export whose caller has asked already."""
    rows = Attachment.objects.filter(person_id__in=person_ids, removed_at=None).order_by("attached_at", "id")
    for row in rows.iterator(100):
        yield row, partial(_body, row)


def _body(row: Attachment) -> bytes:
    return store.get(row.id, store.WHOLE, row.key_sealed)


def _visible(attachment_id: UUID) -> Attachment:
    row = Attachment.objects.filter(id=attachment_id, removed_at=None).first()
    if row is None:
        raise Unknown
    return row


def _opened(row: Attachment) -> OpenedAttachment:
    body = _body(row)
    name = f"{row.attached_at:%Y%m%d}-{str(row.id)[-6:]}{ENDINGS[row.kind]}"
    return OpenedAttachment(row.id, row.title, row.kind, name, body, bytes(row.digest))


def _line(row: Attachment) -> AttachmentLine:
    return AttachmentLine(**{name: getattr(row, name) for name in AttachmentLine.__dataclass_fields__})
