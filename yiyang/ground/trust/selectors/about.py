"""What the log holds about one person, for that person."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.trust.models import Entry, Payload


def export_entries(viewer: Actor, person_id: UUID) -> list[dict[str, Any]]:
    """A JSON-ready copy of every entry about the person, with the salt that proves it theirs. Raises Unknown."""
    if viewer.person_id != person_id:
        raise Unknown
    payloads = {payload.entry_id: payload for payload in Payload.objects.filter(person_id=person_id)}
    return [
        {
            "id": str(entry.id),
            "kind": entry.kind,
            "at": entry.at.isoformat(),
            "payload": json.loads(payloads[entry.id].body),
            "salt": bytes(payloads[entry.id].salt).hex(),
        }
        for entry in Entry.objects.filter(id__in=list(payloads)).order_by("id")
    ]
