"""A service goes on offer, rests for a while, and comes back; never without the licences it needs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation import events, moves
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import states
from yiyang.lifecycle.offers.errors import NotLicensed, OneLanguageOnly, ServiceRetired
from yiyang.lifecycle.offers.events import ServiceOffered, ServiceSuspended
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.services.gate import managed_service

# Papers the house must hold that no verified, unexpired paper covers; and whether the professional's licence counts.
_LACKING = """
    SELECT ARRAY(SELECT wanted FROM unnest(s.papers) AS wanted WHERE NOT EXISTS (
               SELECT 1 FROM places_paper p
                WHERE p.organisation_id = s.organisation_id AND p.kind = wanted AND p.verified_at IS NOT NULL
                  AND (p.expires_on IS NULL OR p.expires_on > day.today))),
           s.licence <> '' AND s.practitioner_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM people_practitionerlicence l
                WHERE l.practitioner_id = s.practitioner_id AND l.kind = s.licence AND l.seen_at <= %(now)s
                  AND (l.revoked_at IS NULL OR l.revoked_at > %(now)s)
                  AND (l.expires_on IS NULL OR l.expires_on > day.today))
      FROM offers_service s JOIN places_organisation o ON o.id = s.organisation_id
     CROSS JOIN LATERAL (SELECT (%(now)s::timestamptz AT TIME ZONE o.zone)::date AS today) day
     WHERE s.id = %(service)s
"""


def publish(*, by: Actor, now: datetime, service_id: UUID) -> None:
    """People can find and order it from now on. Twice is once.

    Raises OneLanguageOnly naming the field that is missing in one language, NotLicensed, and ServiceRetired for one
    that was given up for good.
    """
    service = managed_service(by, now, service_id)
    if service.state == "active":
        return
    check_publishable(service, now)
    _move(by, now, service, "active")
    if service.offered_at is None:
        Service.objects.filter(id=service_id).update(offered_at=now)
    events.publish(ServiceOffered(service_id, service.organisation_id, now))


def suspend(*, by: Actor, now: datetime, service_id: UUID) -> None:
    """Nobody can order it until it is published again; what was ordered stands. Twice is once."""
    service = managed_service(by, now, service_id)
    if service.state == "suspended":
        return
    _move(by, now, service, "suspended")
    events.publish(ServiceSuspended(service_id, service.organisation_id, now))


def require_licensed(service_id: UUID, now: datetime) -> None:
    """Refuse while a licence the service needs does not count at `now`; the date decides, no timer. One statement."""
    papers, worker_lacks = _lacking(service_id, now)
    if papers or worker_lacks:
        raise NotLicensed(field="papers" if papers else "licence", papers=papers)


def check_publishable(service: Service, now: datetime) -> None:
    """What everybody will read is there in both languages, and the licences are."""
    for field, other in (("name", "name_en"), ("name_en", "name")):
        if not getattr(service, field).strip() and getattr(service, other).strip():
            raise OneLanguageOnly(field=field)
    if bool(service.description.strip()) != bool(service.description_en.strip()):
        raise OneLanguageOnly(field="description_en" if service.description.strip() else "description")
    require_licensed(service.id, now)


def _move(by: Actor, now: datetime, service: Service, to: str) -> None:
    if not moves.allowed(states.SERVICE, service.state, to):
        raise ServiceRetired(service=service.name)
    with transaction.atomic():
        if Service.objects.filter(id=service.id, state=service.state).update(state=to) != 1:
            raise Overtaken
        trust.record(
            "service.published" if to == "active" else "service.suspended",
            by=by,
            now=now,
            organisation_id=service.organisation_id,
            payload={"service": str(service.id)},
        )


def _lacking(service_id: UUID, now: datetime) -> tuple[tuple[str, ...], bool]:
    with connection.cursor() as cursor:
        cursor.execute(_LACKING, {"service": service_id, "now": now})
        row = cursor.fetchone()
    return (tuple(row[0]), bool(row[1])) if row else ((), False)
