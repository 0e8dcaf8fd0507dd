"""Give somebody a secret address for a calendar, and take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, SignInNeeded
from yiyang.ground.people.calendar_tokens import digest_of, new_token
from yiyang.ground.people.models import CalendarAddress
from yiyang.ground.people.models.calendar import CALENDARS


@transaction.atomic
def make_calendar_address(*, by: Actor, now: datetime, calendar: str) -> str:
    """A new secret for one of the reader's calendars; the one before stops at once. It is shown once and never again.

    Only for oneself. Raises SignInNeeded, Invalid for an unknown calendar.
    """
    if by.person_id is None:
        raise SignInNeeded
    if calendar not in CALENDARS:
        raise Invalid(field="calendar", reason=", ".join(CALENDARS))
    with connection.cursor() as cursor:  # two clicks at once: the second waits, and ends what the first made
        lock = "SELECT pg_advisory_xact_lock(hashtext('people.calendar'), hashtext(%s))"
        cursor.execute(lock, [str(by.person_id)])
    token = new_token()
    end_calendar_address(by=by, now=now, calendar=calendar)
    CalendarAddress.objects.create(
        person_id=by.person_id, calendar=calendar, token_digest=digest_of(token), made_at=now
    )
    return token


@transaction.atomic
def end_calendar_address(*, by: Actor, now: datetime, calendar: str) -> None:
    """Whoever has the address reads nothing any more. Twice is once."""
    if by.person_id is None:
        raise SignInNeeded
    CalendarAddress.objects.filter(person_id=by.person_id, calendar=calendar, ended_at=None).update(ended_at=now)
