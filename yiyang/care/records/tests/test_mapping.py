"""Whatever passes the check becomes a row, or is refused by its field; and the row gives the resource back."""

from __future__ import annotations

import copy
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from yiyang.care.records import fhir
from yiyang.care.records.fhir.structure import Malformed, check
from yiyang.care.records.imports import clinical
from yiyang.care.records.tests.factories import EXAMPLES, Resource, encounter, pressure, pulse

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SOMEBODY = UUID(int=1)
SUBJECT = {"reference": "Patient/guifang"}
CODE = {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "a"}, {"code": "2"}], "text": "b"}
_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"
GIVEN: list[Resource] = [
    encounter(participant=[{"individual": {"reference": "Practitioner/zhao", "display": "赵文华"}}]),
    pulse(issued="2026-05-04T09:10:00.123Z", note=[{"text": "坐位"}]),
    pulse(value=1.10, interpretation=[CODE]),
    pressure(),
    {
        "resourceType": "Condition", "id": "c", "subject": SUBJECT, "code": CODE, "onsetDateTime": "2020-02",
        "clinicalStatus": {"coding": [{"system": _STATUS, "code": "active"}]}, "abatementDateTime": "2021-01-01",
    },
    {"resourceType": "AllergyIntolerance", "id": "a", "patient": SUBJECT, "category": ["food", "biologic"], "criticality": "high"},
    {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": SUBJECT,
        "medicationCodeableConcept": CODE, "dosageInstruction": [{"text": "1×"}, {"sequence": 2}],
    },
    {
        "resourceType": "Procedure", "id": "p", "status": "completed", "subject": SUBJECT,
        "performedPeriod": {"start": "2026-05-04T09:00:00+08:00", "end": "2026-05-04T10:00:00+08:00"},
    },
    {
        "resourceType": "DiagnosticReport", "id": "d", "status": "final", "code": CODE, "subject": SUBJECT,
        "presentedForm": [{"contentType": "text/plain", "data": "5L2g5aW9"}],
    },
    {
        "resourceType": "Immunization", "id": "i", "status": "completed", "vaccineCode": CODE, "patient": SUBJECT,
        "occurrenceString": "as a child",
    },
    {
        "resourceType": "DocumentReference", "id": "n", "status": "current", "subject": SUBJECT, "description": "x",
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": "5L2g5aW9"}}],
    },
    {
        "resourceType": "Composition", "id": "s", "status": "final", "type": CODE, "subject": SUBJECT, "title": "x",
        "date": "2026-05-04", "author": [{"display": "x"}],
        "section": [{"text": {"status": "generated", "div": "<div>a<br/>b &lt; c</div>"}}],
    },
]  # fmt: skip
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode


def survives(resource: Resource) -> bool:
    """Whether it is taken; what is taken comes back as it was, what is not is refused with a field."""
    raw = json.dumps(resource).encode()
    kind = resource["resourceType"]
    try:
        check(raw, kind)
        given_ = _DECODE(raw)
        referred = {"person_id": SOMEBODY, "encounter_id": SOMEBODY, "author_id": SOMEBODY, "author_name": "x"}
        row = clinical.row_of(given_, NOW, referred)
    except Malformed as wrong:
        if not wrong.field.startswith(kind):
            pytest.fail(f"{wrong.field}: {wrong.reason}")
        return False
    assert row["effective_at"] <= (row.get("effective_end_at") or row["effective_at"])
    assert _DECODE(fhir.encode(fhir.join(kind, row))) == given_
    return True


@pytest.mark.parametrize("resource", GIVEN, ids=lambda one: one["resourceType"])
def test_a_row_gives_its_resource_back(resource: Resource) -> None:
    assert survives(resource)


def places(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a resource below its root."""
    items = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


ODD = some.one_of(
    some.none(), some.booleans(), some.integers(-10, 10**12), some.text(max_size=8), some.just([]), some.just({}),
    some.just([{}]), some.sampled_from(["2026", "2019-02-29", "2099-01-01", "1900-01-01T00:00:00Z", "final", "active", "Patient/x"]),
    some.just({"text": "x"}), some.just({"coding": []}), some.just([{"coding": [{"code": "x"}]}]), some.just(Decimal("1.10").__float__()),
)  # fmt: skip
NAMES = [
    "status",
    "code",
    "subject",
    "valueString",
    "valueInteger",
    "effectivePeriod",
    "onsetDateTime",
    "period",
    "issued",
]


@settings(max_examples=300, deadline=None)
@given(
    resource=some.sampled_from(GIVEN),
    pick=some.integers(0, 10**6),
    odd=ODD,
    how=some.sampled_from(["put", "drop", "add"]),
)
def test_no_change_to_a_resource_makes_the_mapping_stumble(resource: Resource, pick: int, odd: Any, how: str) -> None:
    changed = copy.deepcopy(resource)
    everywhere = [path for path in places(changed) if path != ("resourceType",)]
    *way, last = everywhere[pick % len(everywhere)]
    holder: Any = changed
    for step in way:
        holder = holder[step]
    if how == "drop":
        del holder[last]
    elif how == "put":
        holder[last] = odd
    else:
        changed[NAMES[pick % len(NAMES)]] = odd
    survives(changed)


@pytest.mark.skipif(not EXAMPLES.exists(), reason="HL7's examples are not on this machine (YIYANG_SHARED)")
def test_hl7s_examples_come_back_as_they_were() -> None:
    taken = 0
    with tarfile.open(EXAMPLES) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            resource = json.load(file) if file else {}
            if resource.get("resourceType") in fhir.ELEMENTS:
                taken += survives(resource)
    assert taken > 150
