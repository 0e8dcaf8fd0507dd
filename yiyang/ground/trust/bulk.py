"""Many deeds at once, for generated towns: the same entries `record` writes, by COPY, for the sequencer to seal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from yiyang.ground.trust.leaf import SALT_BYTES, VERSION, payload_hash, payload_text, reference

_COPIES = (
    (
        "trust_entry (id, version, kind, at, organisation_id, actor_ref, subject_ref, payload_hash)",
        ["uuid", "int2", "text", "timestamptz", "uuid", "bytea", "bytea", "bytea"],
    ),
    (
        "trust_payload (entry_id, person_id, organisation_id, actor_id, salt, actor_salt, body)",
        ["uuid", "uuid", "uuid", "uuid", "bytea", "bytea", "text"],
    ),
    ("trust_pending (entry_id)", ["uuid"]),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry to be: what `record` takes, and the id it shall have."""

    id: UUID
    kind: str
    at: datetime
    payload: dict[str, Any]
    actor_id: UUID | None
    organisation_id: UUID | None
    subject_id: UUID | None


def record(deeds: Sequence[Deed], salt: Callable[[int], bytes], *, using: str = "worker") -> int:
    """Append many entries in the caller's transaction; `salt` draws so many bytes that nobody can guess.

    A generated town draws them from its seed and is the same each time: nobody in it is real.
    """
    entries: list[tuple[Any, ...]] = []
    payloads: list[tuple[Any, ...]] = []
    for deed in deeds:
        secret, actor_secret = salt(SALT_BYTES), salt(SALT_BYTES)
        body = payload_text(deed.payload)
        actor = reference(actor_secret, "actor", deed.actor_id) if deed.actor_id else None
        subject = reference(secret, "subject", deed.subject_id) if deed.subject_id else None
        hashed = payload_hash(secret, body)
        entries.append((deed.id, VERSION, deed.kind, deed.at, deed.organisation_id, actor, subject, hashed))
        payloads.append(
            (
                deed.id,
                deed.subject_id,
                deed.organisation_id,
                deed.actor_id,
                secret,
                actor_secret if deed.actor_id else None,
                body,
            )
        )
    connections[using].ensure_connection()
    with connections[using].connection.cursor() as cursor:
        for (table, types), rows in zip(_COPIES, (entries, payloads, [(row[0],) for row in entries]), strict=True):
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copying:
                copying.set_types(types)
                for row in rows:
                    copying.write_row(row)
    return len(entries)
