"""Ask the next rung when the time of one is up. The clock is in the rows: a restart forgets nothing."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as
from yiyang.ground.cases.models import Case
from yiyang.ground.cases.services.climb import climb

BATCH = 200
_DUE = """
SELECT id, organisation_id FROM cases_case WHERE state IN ('open', 'offered') AND due_at <= %s ORDER BY due_at LIMIT %s
"""


def due(now: datetime) -> list[tuple[UUID, UUID]]:
    """Which cases wait for their next rung, and in which house; found as worker, longest overdue first."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_DUE, [now, BATCH])
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
        return found


def escalate(case_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    """Ask the next rung of one case, if its time is really up and nobody else is at it; answers whether it did."""
    with acting_as(Actor.system(organisation_id), now), transaction.atomic():
        overdue = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            id=case_id, state__in=("open", "offered"), due_at__lte=now
        )
        case = overdue.first()
        if case is None:
            return False
        climb(case, now)
        return True


def escalate_due(now: datetime) -> int:
    """Everything whose time is up; answers how many cases climbed. Running it twice doubles nothing.

    A case that fails holds up no other: each has its turn, and only then is the failure raised.
    """
    climbed: list[UUID] = []

    def take(case_id: UUID, organisation_id: UUID) -> None:
        if escalate(case_id, organisation_id, now):
            climbed.append(case_id)

    with ExitStack() as turns:
        for case_id, organisation_id in reversed(due(now)):
            turns.callback(take, case_id, organisation_id)
    return len(climbed)
