"""Close a case, with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.foundation.events import publish
from yiyang.ground.cases import kinds, notices
from yiyang.ground.cases.errors import NotYours, UnknownReason
from yiyang.ground.cases.events import CaseClosed
from yiyang.ground.cases.models import Case
from yiyang.ground.cases.services.climb import note_move
from yiyang.ground.cases.services.seen import known, may_take_over, record, seen


@transaction.atomic
def close(case_id: UUID, *, by: Actor, now: datetime, reason: str, note: str = "") -> Case:
    """Close a case with one of its kind's reasons; closing it again with the same changes nothing.

    The responsible person may, the platform, and whoever may take over in the house. Raises NotYours, UnknownReason,
    Overtaken when it was closed with another reason meanwhile.
    """
    case = seen(case_id)
    if by.kind != "system" and case.accepted_by_id != by.person_id and not may_take_over(by, case, now):
        raise NotYours
    if reason not in kinds.of(case.kind).reasons:
        raise UnknownReason(field="reason", reason=reason)
    if case.state == "closed" and case.reason == reason:
        return case
    moved = (
        Case.objects.filter(id=case_id)
        .exclude(state="closed")
        .update(state="closed", reason=reason, note=note, closed_at=now, closed_by_id=by.person_id, due_at=None)
    )
    if moved != 1:
        raise Overtaken
    case = Case.objects.get(id=case_id)
    note_move(case, by.person_id, now, reason)
    record("case.closed", case, by, now)
    notices.tell(case, notices.CLOSED, known({case.opened_by_id, case.accepted_by_id} - {by.person_id}), now)
    publish(CaseClosed(case.id, case.kind, case.organisation_id, case.person_id, case.about_id, now, reason))
    return case
