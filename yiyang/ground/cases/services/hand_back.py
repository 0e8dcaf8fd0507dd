"""Give a case back to the ladder."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.ground.cases.errors import NotYours
from yiyang.ground.cases.models import Case
from yiyang.ground.cases.services.climb import climb, note_move
from yiyang.ground.cases.services.seen import record, seen


@transaction.atomic
def hand_back(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Give a case up that one has accepted: the next rung is asked at once. Raises NotYours."""
    case = seen(case_id)
    if case.state != "accepted" or case.accepted_by_id != by.person_id:
        raise NotYours
    moved = Case.objects.filter(id=case_id, state="accepted", accepted_by_id=by.person_id).update(
        state="offered", accepted_by_id=None, accepted_at=None
    )
    if moved != 1:
        raise Overtaken
    case = Case.objects.get(id=case_id)
    note_move(case, by.person_id, now, "handed-back")
    record("case.handed-back", case, by, now)
    climb(case, now)
    return case
