"""Wait for a free number: whoever asked is told once, when the first one is there (R94)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown, gettext_noop
from yiyang.foundation.identifiers import new_id
from yiyang.fulfilment.appointment.models import Watch
from yiyang.fulfilment.appointment.states import CODE
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import kinds
from yiyang.ground.messages import services as messages
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders.actions import PLACE

AHEAD = timedelta(days=14)
BATCH = 500
FREE = kinds.declare(
    "appointment.free",
    title=gettext_noop("A number is free again"),
    body=gettext_noop("%(service)s, %(house)s. Whoever comes first has it."),
    link="/appointment/choose/%(service_id)s",
)

_WATCH = """
    INSERT INTO appointment_watch (id, organisation_id, person_id, service_id, watcher_id, since)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_WAITING = "SELECT id, organisation_id FROM appointment_watch WHERE told_at IS NULL ORDER BY since LIMIT %s"


@transaction.atomic
def watch(*, by: Actor, now: datetime, service_id: UUID, person_id: UUID) -> None:
    """Tell the caller when a number of this service is free. Asking twice is once. Raises Unknown."""
    access.require(by, PLACE, now=now, person_id=person_id)
    service = offers.service_card(by, service_id)
    if by.person_id is None or service.mode != CODE:
        raise Unknown
    with connection.cursor() as cursor:
        cursor.execute(_WATCH, [new_id(), service.organisation_id, person_id, service_id, by.person_id, now])


@transaction.atomic
def unwatch(*, by: Actor, now: datetime, service_id: UUID, person_id: UUID) -> None:
    """No longer wait; twice is once. Raises Unknown."""
    access.require(by, PLACE, now=now, person_id=person_id)
    if by.person_id is None:
        raise Unknown
    waiting = Watch.objects.filter(service_id=service_id, person_id=person_id, told_at=None)
    waiting.filter(watcher_id=by.person_id).delete()


def tell_watchers(now: datetime) -> int:
    """Tell everyone who waits for a service that has a free number within 14 days; returns how many were told.

    The worker calls this outside a transaction, one transaction a watch: the mark and the notice stand or fall
    together, so it may be stopped anywhere and begun again.
    """
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_WAITING, [BATCH])
        waiting = cursor.fetchall()
    return sum(_tell(watch_id, organisation_id, now) for watch_id, organisation_id in waiting)


def _tell(watch_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    system = Actor.system(organisation_id)
    with acting_as(system, now), transaction.atomic():
        standing = Watch.objects.select_related("service", "organisation").filter(id=watch_id).first()
        if standing is None or not _free(system, standing, now):
            return False
        if Watch.objects.filter(id=watch_id, told_at=None).update(told_at=now) != 1:
            return False
        service, house = standing.service, standing.organisation
        messages.notify(
            to=[standing.watcher_id],
            kind=FREE.code,
            facts={
                "service": service.name,
                "service_en": service.name_en or service.name,
                "house": house.name,
                "house_en": house.name_en or house.name,
                "service_id": str(service.id),
            },
            now=now,
            about_id=watch_id,
            person_id=standing.person_id,
        )
    return True


def _free(viewer: Actor, standing: Watch, now: datetime) -> bool:
    sessions = capacity.sessions_of(
        viewer, standing.organisation_id, now=now, until=now + AHEAD, service_id=standing.service_id
    )
    return any(session.free for session in sessions)
