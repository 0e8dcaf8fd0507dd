"""An organisation says to which group of customers a person belongs, or what level of need they have."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers.actions import ENROL
from yiyang.lifecycle.offers.models import CustomerGroup, Membership


def enrol(
    *,
    by: Actor,
    now: datetime,
    organisation_id: UUID,
    person_id: UUID,
    group: str | None = None,
    level: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> UUID:
    """Give either a group code or a level of need (0 … 20), from `starts_at` (default now). Twice is once."""
    access.require(by, ENROL, now=now, organisation_id=organisation_id)
    if (group is None) == (level is None):
        raise Invalid(field="group", reason=gettext("give either a group or a level of need"))
    if group is not None and not CustomerGroup.objects.filter(code=group).exists():
        raise Invalid(field="group", reason=gettext("there is no such group of customers"))
    if level is not None and not 0 <= level <= 20:
        raise Invalid(field="level", reason=gettext("a level of need lies between 0 and 20"))
    membership, _ = Membership.objects.get_or_create(
        organisation_id=organisation_id,
        person_id=person_id,
        group_id=group,
        level=level,
        starts_at=starts_at or now,
        defaults={"ends_at": ends_at},
    )
    return membership.id
