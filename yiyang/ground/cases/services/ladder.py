"""Whom a house asks, and in which order: rows that its manager may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access import selectors as access_selectors
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import ALARMS, ALL_ROLES, SEE
from yiyang.ground.cases import kinds
from yiyang.ground.cases.actions import EDIT_LADDER
from yiyang.ground.cases.errors import UnknownKind, WrongLadder
from yiyang.ground.cases.kinds import MINUTES_MAX, RUNGS_MAX, Rung
from yiyang.ground.cases.models import Case, LadderRung
from yiyang.ground.trust import services as trust

RELATIONS = ("family", "guardian")


@transaction.atomic
def set_ladder(*, by: Actor, now: datetime, organisation_id: UUID, kind: str, rungs: Sequence[Rung]) -> None:
    """Replace the house's ladder for a kind; no rungs bring the usual one back. Standing cases go on upon it."""
    access.require(by, EDIT_LADDER, now=now, organisation_id=organisation_id)
    if kind not in kinds.declared():
        raise UnknownKind(field="kind", kind=kind)
    if len(rungs) > RUNGS_MAX or not all(_possible(rung) for rung in rungs):
        raise WrongLadder(field="rungs", rungs=RUNGS_MAX, minutes=MINUTES_MAX)
    LadderRung.objects.filter(organisation_id=organisation_id, kind=kind).delete()
    LadderRung.objects.bulk_create(
        [
            LadderRung(organisation_id=organisation_id, kind=kind, position=position, **asdict(rung))
            for position, rung in enumerate(rungs)
        ]
    )
    steps = [asdict(rung) for rung in rungs]
    payload = {"kind": kind, "rungs": steps}
    trust.record("ladder.changed", by=by, now=now, organisation_id=organisation_id, payload=payload)


def ladder_of(organisation_id: UUID, kind: str) -> tuple[Rung, ...]:
    """The ladder that holds in a house: its own, or the usual one of the kind."""
    rows = LadderRung.objects.filter(organisation_id=organisation_id, kind=kind).order_by("position")
    own = tuple(Rung("role" if row.whom == "role" else "relation", row.code, row.minutes) for row in rows)
    return own or kinds.of(kind).ladder


def people_on(rung: Rung, case: Case, now: datetime) -> list[UUID]:
    """Everybody a rung asks about this case, at this moment."""
    if rung.whom == "role":
        return access_selectors.holders_of(case.organisation_id, rung.code, now)
    if case.person_id is None:
        return []
    scope = ALARMS if case.urgency == "alarm" else SEE
    return access_selectors.related_to(case.person_id, rung.code, scope, now)


def _possible(rung: Rung) -> bool:
    known = ALL_ROLES if rung.whom == "role" else RELATIONS
    return rung.code in known and 1 <= rung.minutes <= MINUTES_MAX
