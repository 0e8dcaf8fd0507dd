"""Professionals: who they are, where they work, what they are licensed for (R10)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import EMPLOY
from yiyang.ground.people.errors import GrantToOneself
from yiyang.ground.people.models import Account, Practitioner, PractitionerLicence, PractitionerRole
from yiyang.ground.trust import services as trust

EMPLOYABLE = actions.STAFF - {actions.MANAGER, actions.DESK}

_PRACTISES = """
    SELECT EXISTS (
        SELECT 1 FROM people_practitionerlicence l JOIN people_practitioner p ON p.id = l.practitioner_id
          JOIN places_organisation o ON o.id = p.organisation_id
         WHERE l.practitioner_id = %(practitioner)s AND l.seen_at <= %(now)s
           AND (l.revoked_at IS NULL OR l.revoked_at > %(now)s)
           AND (l.expires_on IS NULL OR l.expires_on > (%(now)s::timestamptz AT TIME ZONE o.zone)::date))
"""


@transaction.atomic
def register_practitioner(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    name: str,
    name_en: str = "",
    title: str = "",
    title_en: str = "",
    practitioner_id: UUID | None = None,
) -> Practitioner:
    """Give a professional a public face under the acting house; a person has one, and asking again returns it."""
    house = _house(by, now)
    standing = Practitioner.objects.filter(person_id=person_id).first()
    if standing is not None:
        return standing
    if not Account.objects.filter(person_id=person_id).exists() and not _visible(person_id):
        raise Unknown
    given = {"id": practitioner_id} if practitioner_id else {}
    return Practitioner.objects.create(
        person_id=person_id,
        organisation_id=house,
        name=name,
        name_en=name_en,
        title=title,
        title_en=title_en,
        **given,
    )


@transaction.atomic
def employ(
    *,
    by: Actor,
    now: datetime,
    practitioner_id: UUID,
    role: str,
    specialty: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> PractitionerRole:
    """Sign a contract with the acting house: the professional may act there as `role` for the period.

    A professional may have several employers. Nobody employs themselves. The same contract again returns it.
    """
    house = _house(by, now)
    if role not in EMPLOYABLE:
        raise Invalid(field="role", reason=", ".join(sorted(EMPLOYABLE)))
    practitioner = _practitioner(practitioner_id)
    if practitioner.person_id == by.person_id:
        raise GrantToOneself(field="practitioner")
    start = starts_at or now
    if ends_at is not None and ends_at <= start:
        raise Invalid(field="ends_at", reason="past")
    live = Q(ends_at=None) | Q(ends_at__gt=start)
    standing = PractitionerRole.objects.filter(
        live, practitioner=practitioner, organisation_id=house, role=role, specialty=specialty
    ).first()
    if standing is not None:
        return standing
    contract = PractitionerRole.objects.create(
        practitioner=practitioner,
        organisation_id=house,
        role=role,
        specialty=specialty,
        starts_at=start,
        ends_at=ends_at,
    )
    access.assign(
        by=by,
        now=now,
        holder_id=practitioner.person_id,
        organisation_id=house,
        role=role,
        starts_at=start,
        ends_at=ends_at,
    )
    trust.record(
        "practitioner.employed",
        by=by,
        now=now,
        organisation_id=house,
        payload={"practitioner": str(practitioner_id), "role": role, "specialty": specialty},
    )
    return contract


@transaction.atomic
def add_licence(
    *,
    by: Actor,
    now: datetime,
    practitioner_id: UUID,
    kind: str,
    number: str,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> PractitionerLicence:
    """A manager has seen a licence to practise. `expires_on` is the first day it no longer counts."""
    house = _house(by, now)
    practitioner = _practitioner(practitioner_id)
    if practitioner.person_id == by.person_id:
        raise GrantToOneself(field="practitioner")
    if expires_on is not None and issued_on is not None and expires_on <= issued_on:
        raise Invalid(field="expires_on", reason="issued_on")
    licence, new = PractitionerLicence.objects.get_or_create(
        practitioner=practitioner,
        kind=kind,
        number=number,
        defaults={
            "organisation_id": house,
            "issued_on": issued_on,
            "expires_on": expires_on,
            "seen_by_id": by.person_id,
            "seen_at": now,
        },
    )
    if new:
        _record("licence.seen", by, now, licence)
    return licence


@transaction.atomic
def revoke_licence(*, by: Actor, now: datetime, licence_id: UUID) -> None:
    """A licence no longer counts from now on; only the house that saw it says so. Twice changes nothing."""
    licence = PractitionerLicence.objects.filter(id=licence_id).first()
    if licence is None:
        raise Unknown
    access.require(by, EMPLOY, now=now, organisation_id=licence.organisation_id)
    if PractitionerLicence.objects.filter(id=licence_id, revoked_at=None).update(revoked_at=now):
        _record("licence.revoked", by, now, licence)


def may_practise(practitioner_id: UUID, now: datetime) -> bool:
    """Whether a professional holds a licence that counts at `now`; the day ends in the first employer's zone."""
    with connection.cursor() as cursor:
        cursor.execute(_PRACTISES, {"practitioner": practitioner_id, "now": now})
        row = cursor.fetchone()
    assert row is not None
    return bool(row[0])


def _house(by: Actor, now: datetime) -> UUID:
    access.require(by, EMPLOY, now=now, organisation_id=by.organisation_id)
    if by.organisation_id is None:
        raise Unknown
    return by.organisation_id


def _practitioner(practitioner_id: UUID) -> Practitioner:
    practitioner = Practitioner.objects.filter(id=practitioner_id).first()
    if practitioner is None:
        raise Unknown
    return practitioner


def _visible(person_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_person WHERE id = %s", [person_id])
        return cursor.fetchone() is not None


def _record(kind: str, by: Actor, now: datetime, licence: PractitionerLicence) -> None:
    trust.record(
        kind,
        by=by,
        now=now,
        organisation_id=licence.organisation_id,
        payload={
            "licence": str(licence.id),
            "practitioner": str(licence.practitioner_id),
            "kind": licence.kind,
            "expires_on": str(licence.expires_on or ""),
        },
    )
