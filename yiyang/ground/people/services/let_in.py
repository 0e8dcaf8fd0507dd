"""Let a relative in whom the elder knows by telephone number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.people.errors import RelativeUnknown
from yiyang.ground.people.models import RelatedPerson
from yiyang.ground.people.services.accounts import account_by_phone
from yiyang.ground.people.services.family import grant_family
from yiyang.ground.people.telephone import normalised


def let_in_by_phone(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    phone: str,
    relationship: str,
    scopes: Iterable[str],
    name: str = "",
) -> RelatedPerson:
    """Grant `scopes` to whoever signs in with this number; see grant_family. Raises RelativeUnknown at `phone`."""
    account = account_by_phone(normalised(phone))
    if account is None or account.person_id is None:
        raise RelativeUnknown(field="phone")
    return grant_family(
        by=by,
        now=now,
        person_id=person_id,
        relative_id=account.person_id,
        relationship=relationship,
        scopes=scopes,
        name=name,
    )
