"""Sessions of the cast's houses and people who want their numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from yiyang.config.demo import cast
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.models import Person
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology

MANAGER = cast.actor("manager", "hospital")


def session(
    now: datetime, *, numbers: int = 5, minutes: int = 10, hours_ahead: float = 24, service: Service | None = None
) -> UUID:
    """Dr Zhao tomorrow; call it with the manager's eyes (or inside `as_manager`)."""
    return capacity.add_session(
        by=MANAGER,
        now=now,
        service_id=(service or cardiology()).id,
        starts_at=now + timedelta(hours=hours_ahead),
        numbers=numbers,
        minutes_per_number=minutes,
    )


def committed_session(now: datetime, **details: object) -> UUID:
    """The same, committed, for tests with several connections."""
    with acting_as(MANAGER, now), transaction.atomic():
        return session(now, **details)  # type: ignore[arg-type]


def people(count: int, using: str = "owner") -> list[UUID]:
    """So many invented people, written past the policies."""
    ids = [uuid4() for _ in range(count)]
    Person.objects.using(using).bulk_create(Person(id=each, name="某人") for each in ids)
    return ids
