"""Open a case and ask the first rung, in the transaction of whatever called for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import SYSTEM, Actor
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.cases import kinds
from yiyang.ground.cases.errors import AlreadyOpen
from yiyang.ground.cases.events import CaseOpened
from yiyang.ground.cases.models import Case
from yiyang.ground.cases.services.climb import climb
from yiyang.ground.trust import services as trust

# No conflict target: the standing case may lie in a house the caller cannot see.
_INSERT = """
INSERT INTO cases_case (id, organisation_id, person_id, kind, about_id, facts, urgency, state, rung, round,
                        opened_at, opened_by_id, reason, note)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, 'open', -1, 0, %s, %s, '', '') ON CONFLICT DO NOTHING
"""


@transaction.atomic
def open_case(
    kind: str,
    *,
    organisation_id: UUID,
    person_id: UUID | None,
    now: datetime,
    facts: Mapping[str, str] | None = None,
    about_id: UUID | None = None,
    by: Actor = SYSTEM,
) -> UUID:
    """Open a case and ask the first rung; answers its id, or that of the one standing open already.

    There is one open case for a kind, a person and a thing. `facts` are shown in the notices (`detail`); they hold
    what the people on the ladder must know, and never reach a log. Raises AlreadyOpen when the standing one lies in
    a house the caller cannot see. Call it looking through the eyes of the house or of the person it is about.
    """
    declared = kinds.of(kind)
    case_id = new_id()
    content = json.dumps(dict(facts or {}), ensure_ascii=False)
    row = [case_id, organisation_id, person_id, kind, about_id, content, declared.urgency, now, by.person_id]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
        opened = cursor.rowcount == 1
    if not opened:
        standing = (
            Case.objects.filter(kind=kind, person_id=person_id, about_id=about_id).exclude(state="closed").first()
        )
        if standing is None:
            raise AlreadyOpen
        return standing.id
    case = Case.objects.get(id=case_id)
    payload = {"case": case_id, "kind": kind}
    trust.record("case.opened", by=by, now=now, organisation_id=organisation_id, subject_id=person_id, payload=payload)
    climb(case, now)
    publish(CaseOpened(case_id, kind, organisation_id, person_id, about_id, now))
    return case_id
