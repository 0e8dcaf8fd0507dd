"""Emergency openings, as the person, the one who opened, and the reviewer see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.access.models import BreakGlass
from yiyang.ground.access.selectors.disclosures import own_files
from yiyang.ground.access.services.break_glass import REVIEW
from yiyang.ground.access.services.require import require

OPENINGS_MAX = 100


@dataclass(frozen=True)
class Opening:
    """One emergency opening; `reason_code` is one of REASONS, `reason` the words of whoever opened."""

    id: UUID
    person_id: UUID
    viewer_id: UUID
    organisation_id: UUID
    reason_code: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    reviewed_at: datetime | None

    @property
    def minutes(self) -> int:
        """How long the file was open, in whole minutes, begun ones counted."""
        return -(-int((self.ends_at - self.starts_at).total_seconds()) // 60)


def openings(viewer: Actor, now: datetime) -> list[Opening]:
    """Every emergency opening of the viewer's own file, newest first, at most 100. Raises SignInNeeded."""
    if viewer.person_id is None:
        raise SignInNeeded
    return _read(BreakGlass.objects.filter(person_id__in=own_files(viewer, now)))


def my_openings(viewer: Actor, now: datetime) -> list[Opening]:
    """What the viewer holds open at present in the acting house."""
    if viewer.person_id is None or viewer.organisation_id is None:
        return []
    live = Q(starts_at__lte=now, ends_at__gt=now)
    return _read(BreakGlass.objects.filter(live, viewer_id=viewer.person_id, organisation_id=viewer.organisation_id))


def open_until(viewer: Actor, person_id: UUID, now: datetime) -> datetime | None:
    """Until when the viewer holds this file open in an emergency; None when they do not."""
    if viewer.person_id is None:
        return None
    live = BreakGlass.objects.filter(person_id=person_id, viewer_id=viewer.person_id, ends_at__gt=now)
    return live.order_by("-ends_at").values_list("ends_at", flat=True).first()


def openings_to_review(viewer: Actor, now: datetime) -> list[Opening]:
    """The openings of the acting house that nobody has reviewed, oldest first. Raises NotAllowed."""
    require(viewer, REVIEW, now=now, organisation_id=viewer.organisation_id)
    if viewer.person_id is None or viewer.organisation_id is None:
        raise NotAllowed
    waiting = BreakGlass.objects.filter(organisation_id=viewer.organisation_id, reviewed_at=None)
    return _read(waiting.exclude(viewer_id=viewer.person_id))[::-1]


def _read(rows: QuerySet[BreakGlass]) -> list[Opening]:
    fields = Opening.__dataclass_fields__
    return [Opening(*row) for row in rows.order_by("-starts_at").values_list(*fields)[:OPENINGS_MAX]]
