"""How often was somebody told no of late? For limits on guessing."""

from __future__ import annotations

from datetime import datetime

from yiyang.foundation.actors import Actor
from yiyang.ground.access.models import Refusal


def refused_since(viewer: Actor, code: str, since: datetime) -> int:
    """How often the viewer was refused with this code since an instant."""
    if viewer.person_id is None:
        return 0
    return Refusal.objects.filter(viewer_id=viewer.person_id, code=code, at__gte=since).count()
