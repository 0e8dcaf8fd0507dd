"""Where the files of attachments lie: whole, and for a picture small. What a crash leaves behind is swept up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from yiyang.ground.people import sealed_files

WHOLE, SMALL = "", ".small"
KEY_PLACE = "records_attachment.key"


def put(attachment_id: UUID, part: str, key: bytes, content: bytes) -> None:
    sealed_files.put(_root(), attachment_id, key, content, part)


def get(attachment_id: UUID, part: str, key_sealed: str) -> bytes:
    """The content, opened with the key of its row. Raises Unreadable: a fault."""
    key = sealed_files.opened_key(key_sealed, place=KEY_PLACE, row_id=attachment_id)
    return sealed_files.get(_root(), attachment_id, key, part)


def remove(attachment_ids: Iterable[UUID]) -> None:
    for attachment_id in attachment_ids:
        sealed_files.remove(_root(), attachment_id, WHOLE, SMALL)


def older_than(instant: datetime) -> Iterator[tuple[UUID, Path]]:
    return sealed_files.older_than(_root(), instant)


def _root() -> Path:
    return Path(settings.ATTACHMENTS)
