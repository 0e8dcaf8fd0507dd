"""Who looked at a person's file, and why could they?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.access.actions import RECORDS, Action, declared
from yiyang.ground.access.models import Disclosure
from yiyang.ground.access.services.require import require

SEE_DISCLOSURES = Action("access.see-disclosures", "Asked who had looked at the file", by_self=True, scope=RECORDS)
PAGE = 50


@dataclass(frozen=True)
class Seen:
    """One look: `label` is a msgid, `reason` the code of the grant."""

    viewer_id: UUID
    organisation_id: UUID | None
    label: str
    reason: str
    at: datetime


def disclosures(viewer: Actor, person_id: UUID, now: datetime, *, before: datetime | None = None) -> list[Seen]:
    """The newest 50 looks at the file before an instant, for the person and a relative who may read the records."""
    require(viewer, SEE_DISCLOSURES, now=now, person_id=person_id)
    rows = Disclosure.objects.filter(person_id=person_id, at__lt=before or now + timedelta(seconds=1))
    return [
        Seen(row.viewer_id, row.organisation_id, declared()[row.action].label, row.reason, row.at)
        for row in rows.order_by("-at")[:PAGE]
    ]
