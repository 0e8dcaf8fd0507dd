"""What a person keeps from others: consent narrows, it never widens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access.actions import ALL_SCOPES, Action
from yiyang.ground.access.errors import UnknownScope
from yiyang.ground.access.models import Consent
from yiyang.ground.access.services.require import require
from yiyang.ground.trust import services as trust

WITHHOLD = Action("access.withhold", "Changed who may see what", by_self=True)


@transaction.atomic
def withhold(*, by: Actor, now: datetime, person_id: UUID, scope: str, viewer_id: UUID | None = None) -> Consent:
    """Hide a scope from one viewer, or (viewer None) from everyone who is not treating; takes effect at once."""
    require(by, WITHHOLD, now=now, person_id=person_id)
    if scope not in ALL_SCOPES:
        raise UnknownScope(field="scope", scope=scope)
    assert by.person_id is not None
    standing = Consent.objects.filter(person_id=person_id, scope=scope, viewer_id=viewer_id, ends_at=None).first()
    if standing is not None:
        return standing
    consent = Consent.objects.create(
        person_id=person_id, scope=scope, viewer_id=viewer_id, starts_at=now, given_by_id=by.person_id
    )
    trust.record(
        "consent.withheld", by=by, now=now, subject_id=person_id, payload={"consent": str(consent.id), "scope": scope}
    )
    return consent


@transaction.atomic
def allow_again(*, by: Actor, now: datetime, person_id: UUID, scope: str, viewer_id: UUID | None = None) -> None:
    """Lift what `withhold` hid; lifting it twice changes nothing."""
    require(by, WITHHOLD, now=now, person_id=person_id)
    lifted = Consent.objects.filter(person_id=person_id, scope=scope, viewer_id=viewer_id, ends_at=None).update(
        ends_at=now
    )
    if lifted:
        trust.record("consent.lifted", by=by, now=now, subject_id=person_id, payload={"scope": scope})
