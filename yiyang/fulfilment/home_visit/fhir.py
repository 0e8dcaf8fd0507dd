"""A home visit in FHIR R4: ServiceRequest, Task, Appointment, Encounter (class HH) and Procedure; pure functions.

`visit_from` reads an Appointment written by `appointment` back (http://hl7.org/fhir/R4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.errors import Invalid

PROVIDER = "https://yiyang.example/fhir/StructureDefinition/service-provider"  # R4 Appointment has no such element
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ITEMS = "https://yiyang.example/fhir/CodeSystem/home-care-items"

# A visit's own state → Appointment.status, Task.status.
APPOINTMENT = {
    "pending": "pending",
    "booked": "booked",
    "on-the-way": "booked",
    "arrived": "arrived",
    "left": "fulfilled",
    "fulfilled": "fulfilled",
    "cancelled": "cancelled",
    "noshow": "noshow",
    "broken-off": "fulfilled",
}
TASK = {
    "pending": "requested",
    "booked": "accepted",
    "on-the-way": "accepted",
    "arrived": "in-progress",
    "left": "in-progress",
    "fulfilled": "completed",
    "cancelled": "cancelled",
    "noshow": "failed",
    "broken-off": "failed",
}
REQUEST = {"fulfilled": "completed", "cancelled": "revoked", "noshow": "revoked", "broken-off": "revoked"}


@dataclass(frozen=True, kw_only=True)
class HomeVisit:
    """All that the resources say of a visit. `request_id` is the doctor's order, `requester_id` who gave it."""

    order_id: UUID
    state: str
    person_id: UUID
    organisation_id: UUID
    practitioner_id: UUID | None
    item_code: str
    item: str
    starts_at: datetime
    ends_at: datetime
    placed_at: datetime
    request_id: UUID | None = None
    requester_id: UUID | None = None
    arrived_at: datetime | None = None
    departed_at: datetime | None = None
    encounter_id: UUID | None = None


def service_request(visit: HomeVisit) -> dict[str, Any]:
    """What was agreed: the order itself."""
    found: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "id": str(visit.order_id),
        "status": REQUEST.get(visit.state, "active"),
        "intent": "order",
        "code": _code(visit),
        "subject": {"reference": f"Patient/{visit.person_id}"},
        "authoredOn": visit.placed_at.isoformat(),
        "occurrencePeriod": {"start": visit.starts_at.isoformat(), "end": visit.ends_at.isoformat()},
        "locationCode": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "PTRES"}]}
        ],
    }
    if visit.request_id is not None:
        found["basedOn"] = [{"reference": f"ServiceRequest/{visit.request_id}"}]
    if visit.requester_id is not None:
        found["requester"] = {"reference": f"Practitioner/{visit.requester_id}"}
    return found


def task(visit: HomeVisit) -> dict[str, Any]:
    """How far the work is, and whose it is."""
    found: dict[str, Any] = {
        "resourceType": "Task",
        "id": str(visit.order_id),
        "status": TASK[visit.state],
        "intent": "order",
        "focus": {"reference": f"ServiceRequest/{visit.order_id}"},
        "for": {"reference": f"Patient/{visit.person_id}"},
        "authoredOn": visit.placed_at.isoformat(),
        "requester": {"reference": f"Organization/{visit.organisation_id}"},
    }
    if visit.practitioner_id is not None:
        found["owner"] = {"reference": f"Practitioner/{visit.practitioner_id}"}
    return found


def appointment(visit: HomeVisit) -> dict[str, Any]:
    """Who comes when."""
    actors = [("Patient", visit.person_id, "SBJ"), ("Practitioner", visit.practitioner_id, "PPRF")]
    return {
        "resourceType": "Appointment",
        "id": str(visit.order_id),
        "extension": [{"url": PROVIDER, "valueReference": {"reference": f"Organization/{visit.organisation_id}"}}],
        "status": APPOINTMENT[visit.state],
        "serviceType": [_code(visit)],
        "start": visit.starts_at.isoformat(),
        "end": visit.ends_at.isoformat(),
        "created": visit.placed_at.isoformat(),
        "basedOn": [{"reference": f"ServiceRequest/{visit.order_id}"}],
        "participant": [
            {
                "type": [{"coding": [{"system": PARTICIPATION, "code": code}]}],
                "actor": {"reference": f"{kind}/{identifier}"},
                "required": "required",
                "status": "accepted",
            }
            for kind, identifier, code in actors
            if identifier is not None
        ],
    }


def encounter(visit: HomeVisit) -> dict[str, Any]:
    """The meeting at home, once somebody has arrived; the clinical one is kept by records."""
    assert visit.arrived_at is not None
    period = {"start": visit.arrived_at.isoformat()}
    if visit.departed_at is not None:
        period["end"] = visit.departed_at.isoformat()
    found: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": str(visit.encounter_id or visit.order_id),
        "status": "finished" if visit.departed_at else "in-progress",
        "class": {"system": ACT, "code": "HH"},
        "subject": {"reference": f"Patient/{visit.person_id}"},
        "appointment": [{"reference": f"Appointment/{visit.order_id}"}],
        "basedOn": [{"reference": f"ServiceRequest/{visit.order_id}"}],
        "serviceProvider": {"reference": f"Organization/{visit.organisation_id}"},
        "period": period,
    }
    if visit.practitioner_id is not None:
        found["participant"] = [{"individual": {"reference": f"Practitioner/{visit.practitioner_id}"}}]
    return found


def procedure(visit: HomeVisit) -> dict[str, Any]:
    """What was done, once the worker has left."""
    assert visit.arrived_at is not None
    assert visit.departed_at is not None
    return {
        "resourceType": "Procedure",
        "id": str(visit.order_id),
        "status": "completed" if visit.state == "fulfilled" else "in-progress",
        "code": _code(visit),
        "subject": {"reference": f"Patient/{visit.person_id}"},
        "encounter": {"reference": f"Encounter/{visit.encounter_id or visit.order_id}"},
        "basedOn": [{"reference": f"ServiceRequest/{visit.order_id}"}],
        "performedPeriod": {"start": visit.arrived_at.isoformat(), "end": visit.departed_at.isoformat()},
    }


def resources(visit: HomeVisit) -> list[dict[str, Any]]:
    """Every resource that stands for the visit so far."""
    found = [service_request(visit), task(visit), appointment(visit)]
    if visit.arrived_at is not None:
        found.append(encounter(visit))
        if visit.departed_at is not None:
            found.append(procedure(visit))
    return found


def visit_from(resource: Mapping[str, Any]) -> HomeVisit:
    """The visit an Appointment written by `appointment` says; raises Invalid naming the element that is wrong."""
    if resource.get("resourceType") != "Appointment":
        raise Invalid(field="resourceType", reason="Appointment")
    states = {status: state for state, status in reversed(APPOINTMENT.items())}
    try:
        actors = dict(_reference(each["actor"]) for each in resource["participant"])
        extensions = {each["url"]: each for each in resource["extension"]}
        coding = resource["serviceType"][0]["coding"][0]
        return HomeVisit(
            order_id=UUID(resource["id"]),
            state=states[resource["status"]],
            person_id=actors["Patient"],
            organisation_id=_reference(extensions[PROVIDER]["valueReference"])[1],
            practitioner_id=actors.get("Practitioner"),
            item_code=coding["code"],
            item=coding["display"],
            starts_at=datetime.fromisoformat(resource["start"]),
            ends_at=datetime.fromisoformat(resource["end"]),
            placed_at=datetime.fromisoformat(resource["created"]),
        )
    except (KeyError, IndexError) as missing:
        raise Invalid(field=str(missing.args[0]), reason="missing") from None
    except ValueError:
        raise Invalid(field="Appointment", reason="a date or an id that is none") from None


def _code(visit: HomeVisit) -> dict[str, Any]:
    return {"coding": [{"system": ITEMS, "code": visit.item_code, "display": visit.item}], "text": visit.item}


def _reference(value: Mapping[str, Any]) -> tuple[str, UUID]:
    kind, _, identifier = str(value["reference"]).rpartition("/")
    return kind, UUID(identifier)
