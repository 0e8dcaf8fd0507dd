"""An appointment in FHIR R4: Appointment and Encounter, pure functions both ways (http://hl7.org/fhir/R4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.foundation.errors import Invalid

SLOT_NUMBER = "https://yiyang.example/fhir/StructureDefinition/slot-number"
PROVIDER = "https://yiyang.example/fhir/StructureDefinition/service-provider"  # R4 Appointment has no such element
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """All that Appointment and Encounter say of a booking. `state` is already an Appointment.status code."""

    order_id: UUID
    state: str
    person_id: UUID
    organisation_id: UUID
    practitioner_id: UUID | None
    slot_id: UUID
    number: int
    service: str
    starts_at: datetime
    ends_at: datetime
    placed_at: datetime
    seen_at: datetime | None = None
    left_at: datetime | None = None
    encounter_id: UUID | None = None


def appointment(visit: Visit) -> dict[str, Any]:
    """The Appointment resource of a visit."""
    actors = [
        ("Patient", visit.person_id, "SBJ"),
        ("Practitioner", visit.practitioner_id, "PPRF"),
    ]
    return {
        "resourceType": "Appointment",
        "id": str(visit.order_id),
        "extension": [
            {"url": SLOT_NUMBER, "valuePositiveInt": visit.number},
            {"url": PROVIDER, "valueReference": {"reference": f"Organization/{visit.organisation_id}"}},
        ],
        "status": visit.state,
        "serviceType": [{"text": visit.service}],
        "start": visit.starts_at.isoformat(),
        "end": visit.ends_at.isoformat(),
        "slot": [{"reference": f"Slot/{visit.slot_id}"}],
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


def encounter(visit: Visit) -> dict[str, Any]:
    """The Encounter of a visit that has begun; the clinical one, with its diagnoses, is kept by records."""
    assert visit.seen_at is not None
    period = {"start": visit.seen_at.isoformat()}
    if visit.left_at is not None:
        period["end"] = visit.left_at.isoformat()
    found: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": str(visit.encounter_id or visit.order_id),
        "status": "finished" if visit.left_at else "in-progress",
        "class": {"system": ACT, "code": "AMB"},
        "subject": {"reference": f"Patient/{visit.person_id}"},
        "appointment": [{"reference": f"Appointment/{visit.order_id}"}],
        "serviceProvider": {"reference": f"Organization/{visit.organisation_id}"},
        "period": period,
    }
    if visit.practitioner_id is not None:
        found["participant"] = [{"individual": {"reference": f"Practitioner/{visit.practitioner_id}"}}]
    return found


def visit_from(resource: Mapping[str, Any]) -> Visit:
    """The visit an Appointment written by `appointment` says; raises Invalid naming the element that is wrong."""
    if resource.get("resourceType") != "Appointment":
        raise Invalid(field="resourceType", reason="Appointment")
    try:
        actors = dict(_reference(each["actor"]) for each in resource["participant"])
        extensions = {each["url"]: each for each in resource["extension"]}
        return Visit(
            order_id=UUID(resource["id"]),
            state=resource["status"],
            person_id=actors["Patient"],
            organisation_id=_reference(extensions[PROVIDER]["valueReference"])[1],
            practitioner_id=actors.get("Practitioner"),
            slot_id=_reference(resource["slot"][0])[1],
            number=extensions[SLOT_NUMBER]["valuePositiveInt"],
            service=resource["serviceType"][0]["text"],
            starts_at=datetime.fromisoformat(resource["start"]),
            ends_at=datetime.fromisoformat(resource["end"]),
            placed_at=datetime.fromisoformat(resource["created"]),
        )
    except (KeyError, IndexError) as missing:
        raise Invalid(field=str(missing.args[0]), reason="missing") from None
    except ValueError:
        raise Invalid(field="Appointment", reason="a date or an id that is none") from None


def _reference(value: Mapping[str, Any]) -> tuple[str, UUID]:
    kind, _, identifier = str(value["reference"]).rpartition("/")
    return kind, UUID(identifier)
