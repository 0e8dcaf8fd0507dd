"""A known caller was told no; the note outlives the rolled-back transaction of the deed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access.models import Refusal


def note_refusal(*, by: Actor, now: datetime, code: str, path: str, field: str = "") -> None:
    """Keep what was tried and why not; `path` is an address pattern, never an address with its identifiers.

    Anonymous and system callers leave nothing.
    """
    if by.person_id is None:
        return
    with transaction.atomic():
        Refusal.objects.create(viewer_id=by.person_id, code=code[:60], field=field[:60], path=path[:120], at=now)
