"""A leave is taken back, or a week ends: the sessions follow."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.capacity.actions import PLAN
from yiyang.lifecycle.capacity.errors import Occupied
from yiyang.lifecycle.capacity.models import Closure, Schedule, Session, WeeklyPattern
from yiyang.lifecycle.capacity.selectors.claims import ToMove
from yiyang.lifecycle.capacity.services.occupy import occupy
from yiyang.lifecycle.capacity.services.plan import Planned
from yiyang.lifecycle.capacity.services.withdraw import withdraw


def reopen(*, by: Actor, now: datetime, closure_id: UUID) -> Planned:
    """Take a leave back: the sessions it withdrew and that still lie ahead take place again.

    Numbers nobody had are free again. A session whose professional or room has been taken meanwhile stays withdrawn
    and is named in the answer; so does one that has begun. Another house's leave is Unknown.
    """
    closure = Closure.objects.filter(id=closure_id).first()
    if closure is None:
        raise Unknown
    access.require(by, PLAN, now=now, organisation_id=closure.organisation_id)
    made: list[UUID] = []
    occupied: list[datetime] = []
    with transaction.atomic():
        rows = Session.objects.filter(closure_id=closure_id, state="withdrawn", starts_at__gt=now)
        for session in rows.select_related("schedule").order_by("starts_at", "id"):
            try:
                _reopen(session, now)
            except Occupied:
                occupied.append(session.starts_at)
            else:
                made.append(session.id)
        closure.delete()
        trust.record(
            "sessions.reopened",
            by=by,
            now=now,
            organisation_id=closure.organisation_id,
            payload={"closure": str(closure_id), "sessions": len(made), "occupied": len(occupied)},
        )
    return Planned(tuple(made), (), tuple(occupied))


def end_schedule(*, by: Actor, now: datetime, schedule_id: UUID, from_on: date) -> list[ToMove]:
    """The week is not given any more from a day on: its later sessions are withdrawn. Answers who must be moved.

    The day is one of the house's own calendar, today at the earliest.
    """
    schedule = Schedule.objects.select_related("organisation").filter(id=schedule_id).first()
    if schedule is None:
        raise Unknown
    access.require(by, PLAN, now=now, organisation_id=schedule.organisation_id)
    zone = schedule.organisation.zone
    if from_on < day_of(now, zone):
        raise Invalid(field="from_on", reason=gettext("the week can end today at the earliest"))
    with transaction.atomic():
        WeeklyPattern.objects.filter(schedule_id=schedule_id, from_on__gte=from_on).delete()
        lines = WeeklyPattern.objects.filter(schedule_id=schedule_id, from_on__lt=from_on)
        lines.exclude(until_on__lte=from_on).update(until_on=from_on)
        if from_on <= day_of(now, zone) or not lines.exists():
            Schedule.objects.filter(id=schedule_id).update(state="retired")
        begins = max(datetime.combine(from_on, time(), ZoneInfo(zone)), now)
        later = Session.objects.filter(schedule_id=schedule_id, state="open", starts_at__gte=begins).order_by("id")
        trust.record(
            "schedule.ended",
            by=by,
            now=now,
            organisation_id=schedule.organisation_id,
            payload={"schedule": str(schedule_id), "from_on": from_on.isoformat()},
        )
        return [
            each
            for session_id in later.values_list("id", flat=True)
            for each in withdraw(by=by, now=now, session_id=session_id)
        ]


def _reopen(session: Session, now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Session.objects.filter(id=session.id, state="withdrawn").update(state="open", closure_id=None)
        cursor.execute(
            "UPDATE capacity_slot SET state = 'free'"
            " WHERE organisation_id = %s AND session_id = %s AND state = 'withdrawn'",
            [session.organisation_id, session.id],
        )
        room_id = session.schedule.room_id if session.schedule else None
        needed = [("practitioner", session.practitioner_id), ("room", room_id)]
        if resources := [(kind, identifier) for kind, identifier in needed if identifier is not None]:
            occupy(
                resources=resources,
                organisation_id=session.organisation_id,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                cause_id=session.id,
                now=now,
            )
