"""Send somebody else, or nobody for now; and propose for everything that waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Refused, Unknown
from yiyang.foundation.events import publish
from yiyang.fulfilment.home_visit.actions import ASSIGN
from yiyang.fulfilment.home_visit.errors import NotMovable
from yiyang.fulfilment.home_visit.events import WorkerChanged
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.selectors.crew import Wanting
from yiyang.fulfilment.home_visit.services.book import far_apart, occupy, pick
from yiyang.fulfilment.home_visit.states import BOOKED
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.capacity import services as capacity


@transaction.atomic
def assign(*, by: Actor, now: datetime, order_id: UUID, practitioner_id: UUID | None, reason: str = "") -> UUID:
    """Send this worker, or with None the first who can go; answers who it is. The same worker again changes nothing.

    Somebody who was assigned is replaced only with a reason. The old worker's time is given up only when the new one's
    is sure. Raises Unknown, NotMovable once somebody has set out, NobodySuch, CannotGo, NobodyFree, Overtaken.
    """
    visit = _standing(order_id, by, now)
    if practitioner_id is not None and visit.practitioner_id == practitioner_id:
        return practitioner_id
    if visit.practitioner_id is not None and not reason.strip():
        raise Invalid(field="reason", reason="–")
    member = pick(wanting_for(visit, now), practitioner_id)
    way = member.ranked.candidate.way_before
    capacity.vacate(visit.order_id)
    occupy(member, visit.organisation_id, visit.starts_at, visit.ends_at, way, visit.order_id, now, None)
    with far_apart(member):
        _change(visit, practitioner_id=member.practitioner_id, way_minutes=way, backup=_backup(visit, member))
    _tell(visit, member.practitioner_id, reason, by, now)
    return member.practitioner_id


@transaction.atomic
def unassign(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> None:
    """Nobody goes for now: the worker is ill, or needed elsewhere. The person is told when somebody is found."""
    visit = _standing(order_id, by, now)
    if visit.practitioner_id is None:
        return
    if not reason.strip():
        raise Invalid(field="reason", reason="–")
    capacity.vacate(visit.order_id)
    _change(visit, practitioner_id=None, way_minutes=0)
    _tell(visit, None, reason, by, now)


def assign_waiting(*, by: Actor, now: datetime, order_ids: list[UUID]) -> tuple[int, list[UUID]]:
    """Send the first who can go to each of these, the earliest first; how many, and which stay open.

    Each stands in a savepoint of its own, so that one that cannot be filled keeps nothing from the others.
    """
    sent = 0
    open_: list[UUID] = []
    for order_id in order_ids:
        try:
            with transaction.atomic():
                assign(by=by, now=now, order_id=order_id, practitioner_id=None)
            sent += 1
        except Refused:
            open_.append(order_id)
    return sent, open_


def wanting_for(visit: Visit, now: datetime) -> Wanting:
    """A booked visit as the crew is asked about it; its own time does not stand in its way."""
    located = visit.latitude is not None and visit.longitude is not None
    return Wanting(
        organisation_id=visit.organisation_id,
        person_id=visit.person_id,
        item=visit.item,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        place=(float(visit.latitude), float(visit.longitude)) if located else None,  # type: ignore[arg-type]
        now=now,
        but=visit.order_id,
    )


def _standing(order_id: UUID, by: Actor, now: datetime) -> Visit:
    visit = Visit.objects.select_for_update(of=("self",)).select_related("item").filter(order_id=order_id).first()
    if visit is None:
        raise Unknown
    access.require(by, ASSIGN, now=now, organisation_id=visit.organisation_id)
    if visit.state != BOOKED:
        raise NotMovable
    return visit


def _change(visit: Visit, **columns: Any) -> None:
    if "backup" in columns:
        columns["backup_id"] = columns.pop("backup")
    if Visit.objects.filter(order_id=visit.order_id, state=BOOKED).update(**columns) != 1:
        raise Overtaken


def _backup(visit: Visit, member: Any) -> UUID | None:
    return None if visit.backup_id == member.practitioner_id else visit.backup_id


def _tell(visit: Visit, practitioner_id: UUID | None, reason: str, by: Actor, now: datetime) -> None:
    trust.record(
        "home-visit.assigned",
        by=by,
        now=now,
        organisation_id=visit.organisation_id,
        subject_id=visit.person_id,
        payload={"order": str(visit.order_id), "practitioner": str(practitioner_id or ""), "reason": reason[:200]},
    )
    publish(
        WorkerChanged(
            order_id=visit.order_id,
            organisation_id=visit.organisation_id,
            person_id=visit.person_id,
            practitioner_id=practitioner_id,
            at=now,
            by=by,
        )
    )
