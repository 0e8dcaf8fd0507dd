"""Where the sealed files lie: `<ATTACHMENTS>/<two digits>/<id>` and, for a picture, `<id>.small`.

Every file has a key of its own, kept sealed in its row. Who erases the row has erased the file, wherever copies of it
lie; the file itself goes after the commit, and what a crash leaves behind is swept up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from yiyang.ground.people.ciphers import Unreadable

WHOLE, SMALL = "", ".small"
_NONCE_BYTES = 12


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def put(attachment_id: UUID, part: str, key: bytes, content: bytes) -> None:
    """Seal the content and make it durable before the row that speaks of it can be committed."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, _binding(attachment_id, part))
    place = _place(attachment_id, part)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = place.with_name(place.name + ".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    half.rename(place)


def get(attachment_id: UUID, part: str, key: bytes) -> bytes:
    """What `put` sealed. Raises Unreadable when the file is gone or was touched: a fault, not a refusal."""
    try:
        sealed = _place(attachment_id, part).read_bytes()
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _binding(attachment_id, part))
    except (FileNotFoundError, InvalidTag, ValueError):
        raise Unreadable(f"attachment {attachment_id}{part}") from None


def remove(attachment_ids: Iterable[UUID]) -> None:
    for attachment_id in attachment_ids:
        for part in (WHOLE, SMALL):
            _place(attachment_id, part).unlink(missing_ok=True)


def older_than(instant: datetime) -> Iterator[tuple[UUID, Path]]:
    """Every file written before the instant, with the id in its name."""
    root = Path(settings.ATTACHMENTS)
    for place in sorted(root.glob("??/*")) if root.is_dir() else ():
        if place.stat().st_mtime < instant.timestamp():
            yield UUID(place.name[:36]), place


def _place(attachment_id: UUID, part: str) -> Path:
    name = str(attachment_id)
    return Path(settings.ATTACHMENTS) / name[-2:] / f"{name}{part}"


def _binding(attachment_id: UUID, part: str) -> bytes:
    return f"records_attachment/{attachment_id}{part}".encode()
