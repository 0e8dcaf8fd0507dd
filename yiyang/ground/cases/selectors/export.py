"""Everything cases holds about one person, for that person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.cases.models import Case


def export_cases(viewer: Actor, person_id: UUID) -> list[dict[str, Any]]:
    """A JSON-ready copy of every case about the person; only for the person. Raises Unknown."""
    if viewer.person_id != person_id:
        raise Unknown
    return [
        {
            "kind": case.kind,
            "state": case.state,
            "facts": case.facts,
            "note": case.note,
            "reason": case.reason,
            "opened_at": case.opened_at.isoformat(),
            "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        }
        for case in Case.objects.filter(person_id=person_id).order_by("opened_at", "id")
    ]
