"""Keep the tree of areas: city, district, street, community (R09)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.ground.access import services as access
from yiyang.ground.places.actions import KEEP_AREAS
from yiyang.ground.places.errors import AreaNeedsParent
from yiyang.ground.places.models import Area
from yiyang.ground.places.states import AREA_KINDS


@transaction.atomic
def add_area(
    *,
    by: Actor,
    now: datetime,
    kind: str,
    name: str,
    name_en: str = "",
    parent_id: UUID | None = None,
    code: str = "",
) -> Area:
    """Add an area one level below its parent; asking twice for the same code returns the standing one.

    Raises AreaNeedsParent for anything below a city that has no parent of the level above.
    """
    access.require(by, KEEP_AREAS, now=now, organisation_id=by.organisation_id)
    if kind not in AREA_KINDS:
        raise Invalid(field="kind", reason=", ".join(AREA_KINDS))
    if code and (standing := Area.objects.filter(code=code).first()):
        return standing
    level = AREA_KINDS.index(kind)
    if level == 0:
        if parent_id is not None:
            raise Invalid(field="parent", reason="city")
    else:
        _check_parent(kind, parent_id, AREA_KINDS[level - 1])
    return Area.objects.create(
        kind=kind, name=name, name_en=name_en, parent_id=parent_id, code=code, keeper_id=by.organisation_id
    )


def _check_parent(kind: str, parent_id: UUID | None, above: str) -> None:
    if parent_id is None:
        raise AreaNeedsParent(field="parent", kind=kind, parent=above)
    parent = Area.objects.filter(id=parent_id).first()
    if parent is None:
        raise Unknown
    if parent.kind != above:
        raise AreaNeedsParent(field="parent", kind=kind, parent=above)
