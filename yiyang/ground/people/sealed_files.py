"""Files sealed at rest: AES-256-GCM under a key of their own, which the caller keeps sealed in a row.

A file is bound to its folder and name: moved to another place it does not open. Who deletes the row that holds the key
has erased the file, wherever copies of it lie.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yiyang.ground.people.ciphers import Unreadable, seal, unseal

_NONCE_BYTES = 12


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def sealed_key(key: bytes, *, place: str, row_id: UUID) -> str:
    """The key as it is kept in its row (`place` is `table.column`), under the site's newest field key."""
    return seal(b64encode(key).decode(), place=place, row_id=row_id)


def opened_key(sealed: str, *, place: str, row_id: UUID) -> bytes:
    return b64decode(unseal(sealed, place=place, row_id=row_id))


def put(root: Path, row_id: UUID, key: bytes, content: bytes, part: str = "") -> None:
    """Seal the content and make it durable before the row that speaks of it can be committed."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, _binding(root, row_id, part))
    place = _place(root, row_id, part)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = place.with_name(place.name + ".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    half.rename(place)


def get(root: Path, row_id: UUID, key: bytes, part: str = "") -> bytes:
    """What `put` sealed. Raises Unreadable when the file is gone or was touched: a fault, not a refusal."""
    try:
        sealed = _place(root, row_id, part).read_bytes()
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _binding(root, row_id, part))
    except (FileNotFoundError, InvalidTag, ValueError):
        raise Unreadable(f"file {row_id}{part}") from None


def remove(root: Path, row_id: UUID, *parts: str) -> None:
    for part in parts or ("",):
        _place(root, row_id, part).unlink(missing_ok=True)


def older_than(root: Path, instant: datetime) -> Iterator[tuple[UUID, Path]]:
    """Every file written before the instant, with the id in its name."""
    for place in sorted(root.glob("??/*")) if root.is_dir() else ():
        if place.stat().st_mtime < instant.timestamp():
            yield UUID(place.name[:36]), place


def _place(root: Path, row_id: UUID, part: str) -> Path:
    name = str(row_id)
    return root / name[-2:] / f"{name}{part}"


def _binding(root: Path, row_id: UUID, part: str) -> bytes:
    return f"{root.name}/{row_id}{part}".encode()
