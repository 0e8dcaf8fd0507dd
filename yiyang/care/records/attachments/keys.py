"""The key of one attachment, sealed in its row with the site's newest field key."""

from __future__ import annotations

from base64 import b64decode, b64encode
from uuid import UUID

from yiyang.ground.people.ciphers import seal, unseal

PLACE = "records_attachment.key"


def sealed_key(key: bytes, attachment_id: UUID) -> str:
    return seal(b64encode(key).decode(), place=PLACE, row_id=attachment_id)


def opened_key(sealed: str, attachment_id: UUID) -> bytes:
    return b64decode(unseal(sealed, place=PLACE, row_id=attachment_id))
