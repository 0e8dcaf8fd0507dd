"""Found the platform's own house: the only one that nobody reviews, since there is nobody yet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.places.errors import AlreadyFounded
from yiyang.ground.places.models import Organisation
from yiyang.ground.places.services.register import register_organisation
from yiyang.ground.trust import services as trust

OPERATOR = "operator"


@transaction.atomic
def found_platform(*, by: Actor, now: datetime, name: str, name_en: str = "") -> Organisation:
    """Make the operator's house, live at once; `by` is the system acting for the house to be. Raises AlreadyFounded."""
    if by.kind != "system" or by.organisation_id is None:
        raise TypeError("only the system founds a platform, acting for the house it makes")
    if Organisation.objects.filter(kinds__contains=[OPERATOR]).exists():
        raise AlreadyFounded
    house: UUID = by.organisation_id
    founded = register_organisation(by=by, now=now, name=name, name_en=name_en, kinds=[OPERATOR], organisation_id=house)
    Organisation.objects.filter(id=house, state="draft").update(state="live")
    founded.state = "live"
    trust.record("platform.founded", by=by, now=now, organisation_id=house, payload={})
    return founded
