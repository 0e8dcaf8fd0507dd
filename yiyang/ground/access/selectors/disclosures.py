"""Who looked at a person's file, and why could they?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.ground.access.actions import RECORDS, Action, declared
from yiyang.ground.access.models import Disclosure, Relation
from yiyang.ground.access.services.require import require

SEE_DISCLOSURES = Action("access.see-disclosures", "Asked who had looked at the file", by_self=True, scope=RECORDS)
PAGE = 50
SAME_PERSON = "same-person"  # the kind of relation by which people say that two files are one


@dataclass(frozen=True)
class Seen:
    """One look: `label` is a msgid, `reason` the code of the grant."""

    viewer_id: UUID
    organisation_id: UUID | None
    label: str
    reason: str
    at: datetime


def disclosures(viewer: Actor, person_id: UUID, now: datetime, *, before: datetime | None = None) -> list[Seen]:
    """The newest 50 looks at any file of the person before an instant, for them and who may read the records."""
    require(viewer, SEE_DISCLOSURES, now=now, person_id=person_id)
    files = own_files(viewer, now) if viewer.person_id == person_id else [person_id]
    rows = Disclosure.objects.filter(person_id__in=files, at__lt=before or now + timedelta(seconds=1))
    return [
        Seen(row.viewer_id, row.organisation_id, declared()[row.action].label, row.reason, row.at)
        for row in rows.order_by("-at")[:PAGE]
    ]


def own_files(viewer: Actor, now: datetime) -> list[UUID]:
    """The viewer's file and those that were joined with it."""
    if viewer.person_id is None:
        return []
    live = Relation.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
    joined = live.filter(viewer_id=viewer.person_id, kind=SAME_PERSON).values_list("person_id", flat=True)
    return [viewer.person_id, *joined]
