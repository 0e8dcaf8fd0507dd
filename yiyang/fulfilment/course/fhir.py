"""A bought package in FHIR R4: a Task that is done when its uses are (http://hl7.org/fhir/R4/task.html).

R4 has no resource for prepaid uses: Coverage speaks of insurers and Contract of clauses. Task.status has exactly the
states of an order, and its restriction says how often and until when.
"""

from __future__ import annotations

from typing import Any

from yiyang.fulfilment.course.selectors.purchases import Bought
from yiyang.lifecycle.orders.protocol import OrderRow


def task(order: OrderRow, one: Bought) -> dict[str, Any]:
    """The Task resource of a package that was bought."""
    found: dict[str, Any] = {
        "resourceType": "Task",
        "id": str(order.id),
        "status": order.state,
        "intent": "order",
        "description": one.package.name,
        "basedOn": [{"reference": f"ServiceRequest/{order.id}"}],
        "for": {"reference": f"Patient/{order.person_id}"},
        "owner": {"reference": f"Organization/{order.organisation_id}"},
        "authoredOn": order.placed_at.isoformat(),
        "restriction": {"repetitions": one.uses},
    }
    if one.granted_at is not None and one.ends_at is not None:
        found["restriction"]["period"] = {"start": one.granted_at.isoformat(), "end": one.ends_at.isoformat()}
    return found
