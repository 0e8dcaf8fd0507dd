"""Is a house open for bookings, and who is warned before it is not?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.foundation.errors import Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.moves import allowed
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.places.actions import SUSPEND
from yiyang.ground.places.errors import NotInThisState, NotItsTrade, ReasonMissing
from yiyang.ground.places.events import LicenceExpiring
from yiyang.ground.places.models import Kind, Organisation, Paper, StandingChange
from yiyang.ground.places.selectors.organisations import why_closed
from yiyang.ground.places.states import ORGANISATION
from yiyang.ground.trust import services as trust

WARNING_DAYS = 30


def require_open(organisation_id: UUID, now: datetime, kind: str | None = None) -> None:
    """Refuse a booking at a house that may not take one at `now`.

    Raises Unknown, NotOpen (not live, suspended, closed, or not approved as `kind`), LicenceExpired (a mandatory
    paper of `kind`, or of any of its kinds, has lapsed). The date decides, no timer: a licence that ends at
    midnight refuses the first booking after midnight in the house's own zone.
    """
    closed = why_closed(ANONYMOUS, organisation_id, now, kind)
    if closed is not None:
        raise closed


def require_trade(organisation_id: UUID, category: str) -> None:
    """Refuse to let a house sell a category that none of its approved kinds includes (R02). Raises NotItsTrade."""
    organisation = Organisation.objects.filter(id=organisation_id).first()
    if organisation is None:
        raise Unknown
    sells = {one for kind in Kind.objects.filter(code__in=organisation.kinds) for one in kind.sells}
    if category not in sells:
        raise NotItsTrade(field="category", category=category)


@transaction.atomic
def set_standing(*, by: Actor, now: datetime, organisation_id: UUID, state: str, reason: str) -> Organisation:
    """Suspend a live house, let a suspended one go on, or close it for good; the registrar decides and says why."""
    organisation = Organisation.objects.filter(id=organisation_id).first()
    if organisation is None:
        raise Unknown
    access.require(by, SUSPEND, now=now, organisation_id=organisation.registrar_id or organisation_id)
    if organisation.state == state:
        return organisation
    if organisation.state == "draft" or not allowed(ORGANISATION, organisation.state, state):
        raise NotInThisState(state=organisation.state)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if Organisation.objects.filter(id=organisation_id, state=organisation.state).update(state=state) != 1:
        raise Overtaken
    StandingChange.objects.create(
        organisation_id=organisation_id,
        registrar_id=organisation.registrar_id,
        state_before=organisation.state,
        state_after=state,
        reason=reason.strip(),
        changed_by_id=by.person_id,
        changed_at=now,
    )
    trust.record(
        "organisation.standing",
        by=by,
        now=now,
        organisation_id=organisation_id,
        payload={"from": organisation.state, "to": state},
    )
    organisation.refresh_from_db()
    return organisation


def warn_expiring(now: datetime) -> int:
    """Say once per licence that it ends within 30 days (LicenceExpiring); returns how many were said.

    Run by the worker, any number of times a day: the worker's eyes find what is due, each house's own warn it.
    """
    until = (now + timedelta(days=WARNING_DAYS)).date()
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.organisation_id FROM places_paper p JOIN places_organisation o ON o.id = p.organisation_id"
            " WHERE p.warned_at IS NULL AND p.verified_at IS NOT NULL AND p.expires_on <= %s AND p.expires_on > %s"
            " AND o.state IN ('live', 'suspended')"
            " AND NOT EXISTS (SELECT 1 FROM places_paper n WHERE n.organisation_id = p.organisation_id"
            "                 AND n.kind = p.kind AND n.verified_at IS NOT NULL AND n.expires_on > %s)"
            " ORDER BY p.organisation_id, p.id",
            [until, now.date() - timedelta(days=1), until],
        )
        due = cursor.fetchall()
    return sum(_warn(paper_id, organisation_id, now) for paper_id, organisation_id in due)


def _warn(paper_id: UUID, organisation_id: UUID, now: datetime) -> int:
    with acting_as(Actor.system(organisation_id), now), transaction.atomic():
        if not Paper.objects.filter(id=paper_id, warned_at=None).update(warned_at=now):
            return 0
        paper = Paper.objects.get(id=paper_id)
        assert paper.expires_on is not None
        publish(LicenceExpiring(paper.id, organisation_id, paper.kind, paper.expires_on, now))
    return 1
