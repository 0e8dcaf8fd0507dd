"""What every move of a case begins and ends with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.cases.actions import TAKE_OVER
from yiyang.ground.cases.errors import UnknownCase
from yiyang.ground.cases.models import Case
from yiyang.ground.trust import services as trust


def seen(case_id: UUID) -> Case:
    """The case, if the caller's eyes may see it; raises UnknownCase."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise UnknownCase
    return case


def may_take_over(by: Actor, case: Case, now: datetime) -> bool:
    """Whether the actor may act on any case of the house, asked or not."""
    return access.may(by, TAKE_OVER, now=now, organisation_id=case.organisation_id) is not None


def known(people: Iterable[UUID | None]) -> list[UUID]:
    """Those that are somebody, in a fixed order."""
    return sorted(person_id for person_id in people if person_id is not None)


def record(kind: str, case: Case, by: Actor, now: datetime) -> None:
    """Write a move into the trust log."""
    trust.record(
        kind,
        by=by,
        now=now,
        organisation_id=case.organisation_id,
        subject_id=case.person_id,
        payload={"case": case.id, "kind": case.kind, "reason": case.reason},
    )
