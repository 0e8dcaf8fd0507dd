"""Everything messages holds about one person, for that person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.messages.models import Notice, Preference, QuietHours


def export_notices(viewer: Actor, person_id: UUID) -> dict[str, Any]:
    """A JSON-ready copy of what the person was told and chose; only for the person. Raises Unknown."""
    if viewer.person_id != person_id:
        raise Unknown
    hours = QuietHours.objects.filter(person_id=person_id).first()
    return {
        "notices": [
            {
                "kind": notice.kind,
                "facts": notice.facts,
                "at": notice.at.isoformat(),
                "read_at": notice.read_at.isoformat() if notice.read_at else None,
            }
            for notice in Notice.objects.filter(recipient_id=person_id).order_by("at", "id")
        ],
        "channels": [
            {"channel": chosen.channel, "routine": chosen.routine, "alarms": chosen.alarms}
            for chosen in Preference.objects.filter(person_id=person_id).order_by("channel")
        ],
        "quiet_hours": [hours.begins.isoformat(), hours.ends.isoformat()] if hours else None,
    }
