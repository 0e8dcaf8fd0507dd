"""Take somebody on who already signs in, and let them go: the manager knows a telephone number, not an id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.events import publish
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access_selectors
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.actions import EMPLOY
from yiyang.ground.people.errors import GrantToOneself, NameMissing, RelativeUnknown
from yiyang.ground.people.events import PractitionerLicenceExpiring
from yiyang.ground.people.models import Colleague, PractitionerLicence, PractitionerRole
from yiyang.ground.people.services.accounts import account_by_phone
from yiyang.ground.people.services.practitioners import EMPLOYABLE, employ, register_practitioner
from yiyang.ground.people.telephone import normalised

WARNING_DAYS = 30
# A licence is due when it ends within thirty days and no other of its kind outlives that.
_DUE = """
    SELECT l.id, l.organisation_id FROM people_practitionerlicence l
     WHERE l.warned_at IS NULL AND l.revoked_at IS NULL AND l.expires_on > %(today)s
       AND l.expires_on <= %(today)s + %(days)s
       AND NOT EXISTS (SELECT 1 FROM people_practitionerlicence n
                        WHERE n.practitioner_id = l.practitioner_id AND n.kind = l.kind AND n.revoked_at IS NULL
                          AND (n.expires_on IS NULL OR n.expires_on > %(today)s + %(days)s))
     ORDER BY l.organisation_id, l.id LIMIT 1000
"""


@dataclass(frozen=True)
class Called:
    """What somebody is called at work, in both languages."""

    name: str
    name_en: str = ""
    title: str = ""
    title_en: str = ""


@transaction.atomic
def engage(
    *,
    by: Actor,
    now: datetime,
    phone: str,
    called: Called,
    role: str,
    specialty: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> UUID:
    """Let whoever signs in with this number act as `role` for the acting house; answers who that is.

    Clinical roles come with a public face and a contract; manager and desk with a name only their house reads.
    Raises RelativeUnknown at `phone`, NameMissing, GrantToOneself and what `employ` and `access.assign` raise.
    """
    access.require(by, EMPLOY, now=now, organisation_id=by.organisation_id)
    house = by.organisation_id
    if house is None:
        raise Unknown
    if not called.name.strip():
        raise NameMissing(field="name")
    if role not in actions.STAFF:
        raise Invalid(field="role", reason=", ".join(sorted(actions.STAFF)))
    account = account_by_phone(normalised(phone))
    if account is None or account.person_id is None:
        raise RelativeUnknown(field="phone")
    if account.person_id == by.person_id:
        raise GrantToOneself(field="phone")
    if role in EMPLOYABLE:
        face = register_practitioner(by=by, now=now, person_id=account.person_id, **vars(called))
        period = {"starts_at": starts_at, "ends_at": ends_at}
        employ(by=by, now=now, practitioner_id=face.id, role=role, specialty=specialty, **period)
    else:
        given = {"name": called.name.strip(), "name_en": called.name_en.strip()}
        Colleague.objects.update_or_create(organisation_id=house, person_id=account.person_id, defaults=given)
        access.assign(
            by=by,
            now=now,
            holder_id=account.person_id,
            organisation_id=house,
            role=role,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    return account.person_id


@transaction.atomic
def call_colleague(*, by: Actor, now: datetime, person_id: UUID, name: str, name_en: str = "") -> None:
    """Write down what the house calls one of its people; whoever holds no role there is Unknown."""
    access.require(by, EMPLOY, now=now, organisation_id=by.organisation_id)
    house = by.organisation_id
    if house is None or person_id not in {each.holder_id for each in access_selectors.assignments_of(house, now)}:
        raise Unknown
    if not name.strip():
        raise NameMissing(field="name")
    Colleague.objects.update_or_create(
        organisation_id=house, person_id=person_id, defaults={"name": name.strip(), "name_en": name_en.strip()}
    )


@transaction.atomic
def disengage(*, by: Actor, now: datetime, assignment_id: UUID) -> None:
    """End one role in the acting house now, with the contract behind it. Nobody ends their own. Twice is once."""
    access.require(by, EMPLOY, now=now, organisation_id=by.organisation_id)
    house = by.organisation_id
    if house is None:
        raise Unknown
    standing = {each.id: each for each in access_selectors.assignments_of(house, now)}
    ended = standing.get(assignment_id)
    if ended is None:
        raise Unknown
    if ended.holder_id == by.person_id:
        raise GrantToOneself(field="role")
    access.revoke(by=by, now=now, assignment_id=assignment_id)
    contracts = PractitionerRole.objects.filter(
        practitioner__person_id=ended.holder_id, organisation_id=house, role=ended.role
    )
    contracts.filter(starts_at__gte=now).delete()
    contracts.filter(starts_at__lt=now, ends_at=None).update(ends_at=now)
    contracts.filter(starts_at__lt=now, ends_at__gt=now).update(ends_at=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_workingwindow w USING people_practitioner p"
            " WHERE p.id = w.practitioner_id AND p.person_id = %s AND w.organisation_id = %s AND lower(w.during) >= %s"
            "   AND NOT EXISTS (SELECT 1 FROM people_practitionerrole r WHERE r.practitioner_id = p.id"
            "        AND r.organisation_id = w.organisation_id AND (r.ends_at IS NULL OR r.ends_at > %s))",
            [ended.holder_id, house, now, now],
        )


def warn_licences(now: datetime) -> int:
    """Say once per licence to practise that it ends within thirty days; returns how many were said.

    Run by the worker, any number of times a day: the worker's eyes find what is due, the house's own warn it.
    """
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_DUE, {"today": now.date(), "days": WARNING_DAYS})
        due = cursor.fetchall()
    return sum(_warn(licence_id, house, now) for licence_id, house in due)


def _warn(licence_id: UUID, house: UUID, now: datetime) -> int:
    with acting_as(Actor.system(house), now), transaction.atomic():
        if not PractitionerLicence.objects.filter(id=licence_id, warned_at=None).update(warned_at=now):
            return 0
        row = PractitionerLicence.objects.get(id=licence_id)
        assert row.expires_on is not None
        publish(PractitionerLicenceExpiring(row.id, house, row.practitioner_id, row.kind, row.expires_on, now))
    return 1
