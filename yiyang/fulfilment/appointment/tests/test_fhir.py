"""Appointment and Encounter in FHIR R4, there and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.foundation.errors import Invalid
from yiyang.fulfilment.appointment.fhir import Visit, appointment, encounter, visit_from
from yiyang.fulfilment.appointment.states import NEXT

AT = datetime(2026, 11, 23, 0, 40, tzinfo=UTC)
VISIT = Visit(
    order_id=UUID(int=1),
    state="booked",
    person_id=UUID(int=2),
    organisation_id=UUID(int=3),
    practitioner_id=UUID(int=4),
    slot_id=UUID(int=5),
    number=2,
    service="心内科专家门诊",
    starts_at=AT,
    ends_at=AT + timedelta(minutes=10),
    placed_at=AT - timedelta(days=2),
)
# http://hl7.org/fhir/R4/valueset-appointmentstatus.html
R4_STATUS = {
    "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error",
    "checked-in", "waitlist",
}  # fmt: skip


def test_our_states_are_r4_codes() -> None:
    assert set(NEXT) <= R4_STATUS


VISITS = st.builds(
    Visit,
    order_id=st.uuids(),
    state=st.sampled_from(sorted(NEXT)),
    person_id=st.uuids(),
    organisation_id=st.uuids(),
    practitioner_id=st.none() | st.uuids(),
    slot_id=st.uuids(),
    number=st.integers(1, 500),
    service=st.text(min_size=1, max_size=20),
    starts_at=st.datetimes(datetime(2020, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),
    ends_at=st.datetimes(datetime(2050, 1, 2), datetime(2099, 1, 1), timezones=st.just(UTC)),
    placed_at=st.just(AT),
    seen_at=st.none(),
    left_at=st.none(),
    encounter_id=st.none(),
)


@given(VISITS)
def test_there_and_back(visit: Visit) -> None:
    assert visit_from(appointment(visit)) == visit


def test_the_shape_r4_asks_for() -> None:
    resource = appointment(VISIT)
    assert {"resourceType", "id", "status", "participant"} <= set(resource)
    assert set(resource) <= {
        "resourceType", "id", "extension", "status", "serviceType", "start", "end", "slot", "created", "basedOn",
        "participant",
    }  # fmt: skip
    assert all(each["status"] == "accepted" and each["actor"]["reference"] for each in resource["participant"])
    began = replace(VISIT, seen_at=AT, left_at=AT + timedelta(minutes=9), encounter_id=UUID(int=9))
    assert encounter(began)["status"] == "finished"
    assert encounter(replace(began, left_at=None))["status"] == "in-progress"
    assert encounter(began)["class"]["code"] == "AMB"
    assert encounter(began)["id"] == str(UUID(int=9))


@pytest.mark.parametrize("element", ["id", "status", "slot", "start", "participant", "extension", "serviceType"])
def test_a_missing_element_is_named(element: str) -> None:
    resource = appointment(VISIT)
    del resource[element]
    with pytest.raises(Invalid) as refusal:
        visit_from(resource)
    assert refusal.value.field == element


def test_what_is_none_is_refused() -> None:
    with pytest.raises(Invalid):
        visit_from({"resourceType": "Patient"})
    with pytest.raises(Invalid):
        visit_from({**appointment(VISIT), "start": "yesterday"})
