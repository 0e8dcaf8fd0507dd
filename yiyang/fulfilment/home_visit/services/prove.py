"""A visit is completed only when everything that proves it is there."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from yiyang.fulfilment.home_visit.errors import NotProven
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.services import proof


def require_proof(order_id: UUID) -> None:
    """Raises NotProven, naming what is missing; an emergency order without a visit of its own needs none."""
    visit = Visit.objects.select_related("item").filter(order_id=order_id).first()
    if visit is None:
        return
    missing = [mark for mark, there in proof.marks(visit, proof.handed_in(visit)).items() if not there]
    if missing:
        raise NotProven(missing=gettext(", ").join(gettext(mark) for mark in missing))
