"""The FHIR form comes back as it went out, and says what R4 asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.foundation.errors import Invalid
from yiyang.fulfilment.home_visit import fhir
from yiyang.fulfilment.home_visit.fhir import HomeVisit

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def visit(**changed: object) -> HomeVisit:
    return HomeVisit(
        **{
            "order_id": UUID(int=1),
            "state": "booked",
            "person_id": UUID(int=2),
            "organisation_id": UUID(int=3),
            "practitioner_id": UUID(int=4),
            "item_code": "hn37",
            "item": "压疮伤口换药",
            "starts_at": AT,
            "ends_at": AT + timedelta(hours=1),
            "placed_at": AT - timedelta(days=1),
            **changed,
        }
    )  # type: ignore[arg-type]


@given(st.sampled_from(["pending", "booked", "arrived", "cancelled", "noshow"]), st.booleans(), st.uuids())
def test_an_appointment_comes_back(state: str, assigned: bool, order_id: UUID) -> None:
    given_ = visit(state=state, order_id=order_id, practitioner_id=UUID(int=4) if assigned else None)
    assert fhir.visit_from(fhir.appointment(given_)) == given_


def test_a_done_visit_is_five_resources() -> None:
    done = visit(
        state="fulfilled", request_id=UUID(int=7), requester_id=UUID(int=8), arrived_at=AT,
        departed_at=AT + timedelta(minutes=40), encounter_id=UUID(int=9),
    )  # fmt: skip
    found = {each["resourceType"]: each for each in fhir.resources(done)}
    assert set(found) == {"ServiceRequest", "Task", "Appointment", "Encounter", "Procedure"}
    assert found["Encounter"]["class"]["code"] == "HH"
    assert found["ServiceRequest"]["basedOn"] == [{"reference": f"ServiceRequest/{UUID(int=7)}"}]
    assert (found["Task"]["status"], found["Procedure"]["status"]) == ("completed", "completed")
    assert [each["resourceType"] for each in fhir.resources(visit())] == ["ServiceRequest", "Task", "Appointment"]


def test_what_is_no_appointment_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refusal:
        fhir.visit_from({"resourceType": "Patient"})
    assert refusal.value.field == "resourceType"
    broken = fhir.appointment(visit())
    del broken["start"]
    with pytest.raises(Invalid) as refusal:
        fhir.visit_from(broken)
    assert refusal.value.field == "start"
