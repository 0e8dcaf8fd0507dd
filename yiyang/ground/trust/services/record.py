"""Write down a deed, inside the transaction of the deed: it is in the log exactly if the deed happened."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.trust.leaf import SALT_BYTES, VERSION, is_kind, payload_hash, payload_text, reference

_INSERT = f"""
WITH entry AS (
    INSERT INTO trust_entry (id, version, kind, at, organisation_id, actor_ref, subject_ref, payload_hash)
    VALUES (%(id)s, {VERSION}, %(kind)s, %(at)s, %(house)s, %(actor_ref)s, %(subject_ref)s, %(hash)s)
), payload AS (
    INSERT INTO trust_payload (entry_id, person_id, organisation_id, actor_id, salt, actor_salt, body)
    VALUES (%(id)s, %(subject)s, %(house)s, %(actor)s, %(salt)s, %(actor_salt)s, %(body)s)
)
INSERT INTO trust_pending (entry_id) VALUES (%(id)s)
"""


def record(
    kind: str,
    *,
    by: Actor,
    now: datetime,
    payload: Mapping[str, Any],
    organisation_id: UUID | None = None,
    subject_id: UUID | None = None,
    using: str = "default",
) -> UUID:
    """Append one entry and answer its id; one SQL statement, in the caller's transaction.

    `kind` says what happened (`order.accepted`); `payload` holds ids, codes and amounts, never names or free text;
    it is seen by `subject_id`, by `organisation_id` (by default the house the actor acts for) and through live
    relations of the subject. The sequencer gives the entry its index within about a second of the commit.
    """
    if not is_kind(kind):
        raise ValueError(f"not a kind of entry: {kind}")
    entry_id, actor = new_id(), by.person_id
    secret = os.urandom(2 * SALT_BYTES)
    salt, actor_salt = secret[:SALT_BYTES], secret[SALT_BYTES:]
    body = payload_text(payload)
    parameters: dict[str, Any] = {
        "id": entry_id,
        "kind": kind,
        "at": now,
        "house": organisation_id or by.organisation_id,
        "actor": actor,
        "actor_ref": reference(actor_salt, "actor", actor) if actor else None,
        "actor_salt": actor_salt if actor else None,
        "subject": subject_id,
        "subject_ref": reference(salt, "subject", subject_id) if subject_id else None,
        "hash": payload_hash(salt, body),
        "salt": salt,
        "body": body,
    }
    with connections[using].cursor() as cursor:
        cursor.execute(_INSERT, parameters)
    return entry_id
