"""What a leaf says: RFC 8785 canonical JSON of digests, never of names. Pure.

References are SHA-256 over a 32-byte salt kept beside the payload and an id, a new salt for every entry: two
entries about one person cannot be told to be, and when the salt is erased the reference means nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

from yiyang.foundation.money import Money
from yiyang.foundation.quantities import Quantity

VERSION = 1
SALT_BYTES = 32
Digest = bytes | memoryview  # as made, or as the database gives it back
_KIND = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry as the log seals it. Digests are 32 bytes; None in a reference means nobody in particular."""

    id: UUID
    kind: str
    at: datetime
    organisation_id: UUID | None
    actor_ref: Digest | None
    subject_ref: Digest | None
    payload_hash: Digest
    version: int = VERSION

    def encoded(self) -> bytes:
        """The canonical bytes that are hashed into the tree."""
        return rfc8785.dumps(
            {
                "v": self.version,
                "id": str(self.id),
                "kind": self.kind,
                "at": instant(self.at),
                "org": str(self.organisation_id) if self.organisation_id else None,
                "actor_ref": bytes(self.actor_ref).hex() if self.actor_ref is not None else None,
                "subject_ref": bytes(self.subject_ref).hex() if self.subject_ref is not None else None,
                "payload_hash": bytes(self.payload_hash).hex(),
            }
        )


def is_kind(text: str) -> bool:
    """Whether `text` can name what happened: `order.accepted`, `record.signed`."""
    return len(text) <= 60 and _KIND.fullmatch(text) is not None


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload_text(payload: Mapping[str, Any]) -> str:
    """The canonical JSON of a payload; raises TypeError for a value that has no plain form."""
    return rfc8785.dumps(_plain(payload)).decode()


def payload_hash(salt: Digest, text: str) -> bytes:
    return sha256(bytes(salt) + text.encode()).digest()


def reference(salt: Digest, role: str, person_id: UUID) -> bytes:
    """The digest that stands for a person in one entry, as `actor` or as `subject`."""
    return sha256(bytes(salt) + role.encode() + b":" + person_id.bytes).digest()


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) < 2**53 else str(value)
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case UUID() | Decimal():
            return str(value)
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case Quantity():
            return {"value": str(value.value), "unit": value.unit}
    raise TypeError(f"a payload cannot hold {type(value).__name__}")
