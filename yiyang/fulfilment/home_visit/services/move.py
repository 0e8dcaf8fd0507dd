"""Move a visit to another hour: the worker's time there is sure before the old one goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Unknown
from yiyang.fulfilment.home_visit.errors import NoHourChosen, NotMovable, SameHour
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.selectors.crew import Member, crew_for
from yiyang.fulfilment.home_visit.services.assign import wanting_for
from yiyang.fulfilment.home_visit.services.book import far_apart, occupy, pick
from yiyang.fulfilment.home_visit.services.choice import AHEAD_MAX
from yiyang.fulfilment.home_visit.states import BOOKED, PENDING
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow


@transaction.atomic
def move(
    *,
    by: Actor,
    now: datetime,
    order_id: UUID,
    starts_at: datetime,
    request_key: str,
    practitioner_id: UUID | None = None,
) -> OrderRow:
    """Another hour for a standing visit, with the same worker if they can, else the backup, else whoever is first.

    A named `practitioner_id` is taken or refused. Nothing changes when this refuses. Raises Unknown, NotMovable,
    NoHourChosen, CannotGo, NobodyFree, SameHour, and OrderUsedUp never: the visit keeps its turn.
    """
    order = seen.order_of(by, order_id, now)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("item").filter(order_id=order_id).first()
    if visit is None:
        raise Unknown
    if visit.starts_at == starts_at and practitioner_id in (None, visit.practitioner_id):
        return order
    if visit.state not in (PENDING, BOOKED) or order.lapsed(now) or visit.starts_at <= now:
        raise NotMovable
    if not now < starts_at <= now + AHEAD_MAX or (visit.request and visit.request.valid_until <= starts_at):
        raise NoHourChosen(field="starts_at")
    before = {"starts_at": visit.starts_at.isoformat(), "practitioner": str(visit.practitioner_id or "")}
    old, visit.starts_at, visit.ends_at = visit.starts_at, starts_at, starts_at + (visit.ends_at - visit.starts_at)
    member = _who(visit, practitioner_id, now)
    capacity.vacate(visit.order_id)
    way = member.ranked.candidate.way_before
    occupy(member, visit.organisation_id, starts_at, visit.ends_at, way, order_id, now, order.pay_until)
    _write(visit, old, member, way)
    change = orders.Change(
        starts_at=starts_at,
        ends_at=visit.ends_at,
        detail={"starts_at": starts_at.isoformat(), "practitioner": str(member.practitioner_id)},
        detail_before=before,
    )
    return orders.amend(order_id=order_id, by=by, now=now, change=change, reason="moved", request_key=request_key)


def _who(visit: Visit, practitioner_id: UUID | None, now: datetime) -> Member:
    """The one who was named; else the worker so far, the backup, or the first who can go."""
    wanting = wanting_for(visit, now)
    if practitioner_id is None:
        crew = {each.practitioner_id: each for each in crew_for(wanting)}
        own = [crew[each] for each in (visit.practitioner_id, visit.backup_id) if each in crew and crew[each].able]
        if own:
            return own[0]
    return pick(wanting, practitioner_id)


def _write(visit: Visit, old: datetime, member: Member, way: int) -> None:
    standing = Visit.objects.filter(order_id=visit.order_id, starts_at=old, state__in=(PENDING, BOOKED))
    try:
        with far_apart(member), transaction.atomic():
            changed = standing.update(
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                practitioner_id=member.practitioner_id,
                backup_id=visit.backup_id if visit.backup_id != member.practitioner_id else None,
                way_minutes=way,
            )
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == "visit_one_at_a_time":
            raise SameHour(field="starts_at") from None
        raise
    if changed != 1:
        raise Overtaken
