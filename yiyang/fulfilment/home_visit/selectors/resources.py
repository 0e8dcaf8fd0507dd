"""A visit the database lets the caller see, as its FHIR view."""

from __future__ import annotations

from typing import Any

from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit import fhir
from yiyang.fulfilment.home_visit.fhir import HomeVisit
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.orders.protocol import OrderRow


def resources_of(order: OrderRow) -> list[dict[str, Any]]:
    """The FHIR R4 resources of a visit. Raises Unknown."""
    row = Visit.objects.select_related("item", "request").filter(order_id=order.id).first()
    if row is None:
        raise Unknown
    requester = people.practitioner_of(row.request.ordered_by_id) if row.request else None
    return fhir.resources(
        HomeVisit(
            order_id=row.order_id,
            state=row.state,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            practitioner_id=row.practitioner_id,
            item_code=row.item.code,
            item=row.item.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            placed_at=order.placed_at,
            request_id=row.request_id,
            requester_id=requester.id if requester else None,
            arrived_at=row.arrived_at,
            departed_at=row.departed_at,
            encounter_id=row.encounter_id,
        )
    )
