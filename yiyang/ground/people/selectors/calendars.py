"""Who reads their calendar under this address, and which addresses does somebody have?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.people.calendar_tokens import digest_of
from yiyang.ground.people.models import CalendarAddress

_READER = """
    SELECT c.person_id, c.calendar, a.language FROM people_calendaraddress c
      JOIN people_account a ON a.person_id = c.person_id AND a.is_active
     WHERE c.token_digest = %s AND c.ended_at IS NULL
"""


@dataclass(frozen=True)
class CalendarReader:
    """Whose calendar it is, which one, and in which language it is written."""

    person_id: UUID
    calendar: str
    language: str


def calendar_reader(token: str) -> CalendarReader:
    """Who a secret belongs to; asked as worker, since nobody is signed in. Raises Unknown, also for one taken back."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_READER, [digest_of(token)])
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    return CalendarReader(*row)


def calendar_addresses(viewer: Actor) -> dict[str, datetime]:
    """The reader's standing addresses: the calendar, and since when."""
    rows = CalendarAddress.objects.filter(person_id=viewer.person_id or UUID(int=0), ended_at=None)
    return {row.calendar: row.made_at for row in rows}
