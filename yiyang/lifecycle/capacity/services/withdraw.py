"""A session does not take place, or a professional is away: nobody new gets a number, and nobody is dropped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext

from yiyang.foundation import events
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.capacity.actions import PLAN
from yiyang.lifecycle.capacity.events import SessionCancelled
from yiyang.lifecycle.capacity.models import Closure, Session
from yiyang.lifecycle.capacity.selectors.claims import ToMove, to_move
from yiyang.lifecycle.capacity.services.occupy import vacate


def withdraw(*, by: Actor, now: datetime, session_id: UUID, closure_id: UUID | None = None) -> list[ToMove]:
    """The session does not take place: nobody can claim a number any more. Answers who must be moved; twice is once.

    Numbers that are held or taken stay what they are until their orders are moved or cancelled.
    """
    session = Session.objects.filter(id=session_id).first()
    if session is None:
        raise Unknown
    access.require(by, PLAN, now=now, organisation_id=session.organisation_id)
    with transaction.atomic():
        if session.state == "open":
            _withdraw(session, now, closure_id)
        waiting = to_move(by, session.organisation_id, now, session_id=session_id)
        if session.state == "open":
            orders = tuple(each.order_id for each in waiting)
            trust.record(
                "session.withdrawn",
                by=by,
                now=now,
                organisation_id=session.organisation_id,
                payload={"session": str(session_id), "to_move": len(orders)},
            )
            events.publish(SessionCancelled(session_id, session.organisation_id, orders, now))
    return waiting


def close(
    *,
    by: Actor,
    now: datetime,
    organisation_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    practitioner_id: UUID | None = None,
) -> list[ToMove]:
    """A professional's leave, or (without one) a day on which the house is closed: every session in it is withdrawn.

    Answers who must be moved.
    """
    access.require(by, PLAN, now=now, organisation_id=organisation_id)
    if ends_at <= max(starts_at, now):
        raise Invalid(field="ends_at", reason=gettext("leave ends after it begins, and not in the past"))
    with transaction.atomic():
        closure = Closure.objects.create(
            organisation_id=organisation_id, practitioner_id=practitioner_id, starts_at=starts_at, ends_at=ends_at
        )
        trust.record(
            "sessions.closed",
            by=by,
            now=now,
            organisation_id=organisation_id,
            payload={
                "practitioner": str(practitioner_id or ""),
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat(),
            },
        )
        touched = Session.objects.filter(
            organisation_id=organisation_id, state="open", starts_at__lt=ends_at, ends_at__gt=max(starts_at, now)
        )
        if practitioner_id is not None:
            touched = touched.filter(practitioner_id=practitioner_id)
        return [
            each
            for session_id in touched.order_by("id").values_list("id", flat=True)
            for each in withdraw(by=by, now=now, session_id=session_id, closure_id=closure.id)
        ]


def _withdraw(session: Session, now: datetime, closure_id: UUID | None) -> None:
    moved = Session.objects.filter(id=session.id, state="open").update(state="withdrawn", closure_id=closure_id)
    if moved != 1:
        raise Overtaken
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE capacity_slot SET state = 'withdrawn', held_until = NULL"
            " WHERE organisation_id = %s AND session_id = %s"
            " AND (state = 'free' OR (state = 'held' AND held_until <= %s))",
            [session.organisation_id, session.id, now],
        )
    vacate(session.id)
