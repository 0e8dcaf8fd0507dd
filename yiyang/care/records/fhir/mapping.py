"""Which elements of which resource have columns. Nothing else in the room knows a resource by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiyang.care.records.fhir.elements import (
    VALUES,
    Element,
    Row,
    attachment_text,
    class_coding,
    code,
    coded,
    components,
    concept,
    effective,
    ended,
    first_code,
    first_text,
    period,
    recorded,
    reference,
    section,
    started,
    value,
)
from yiyang.care.records.states import STATUSES, VERIFICATIONS

_HL7 = "http://terminology.hl7.org/CodeSystem/"
_SUBJECT = reference("subject", "person_id", "Patient")
_PATIENT = reference("patient", "person_id", "Patient")
_ENCOUNTER = reference("encounter", "encounter_id", "Encounter")


def _author(name: str, *, many: bool = False, nest: str = "") -> Element:
    return reference(name, "author_id", "Practitioner", "author_name", many=many, nest=nest)


ELEMENTS: dict[str, tuple[Element, ...]] = {
    "Encounter": (
        code("status"),
        class_coding("class"),
        concept("type", many=True),
        period("period", writes_open=True),
        _SUBJECT,
        _author("participant", many=True, nest="individual"),
        reference("serviceProvider", "place_id", "Organization", "place_name"),
    ),
    "Observation": (
        code("status"),
        coded("category", "category", f"{_HL7}observation-category", many=True),
        concept("code"),
        effective("effectiveDateTime", writes=True),
        effective("effectiveInstant"),
        period("effectivePeriod"),
        recorded("issued"),
        *(value(name) for name in VALUES),
        components("component"),
        _SUBJECT,
        _ENCOUNTER,
        _author("performer", many=True),
    ),
    "Condition": (
        coded("clinicalStatus", "status", f"{_HL7}condition-clinical", STATUSES["Condition"]),
        coded("verificationStatus", "verification", f"{_HL7}condition-ver-status", VERIFICATIONS),
        coded("category", "category", f"{_HL7}condition-category", many=True),
        coded("severity", "severity", "http://snomed.info/sct"),
        concept("code"),
        started("onsetDateTime"),
        period("onsetPeriod"),
        ended("abatementDateTime"),
        recorded("recordedDate"),
        _SUBJECT,
        _ENCOUNTER,
        _author("recorder"),
    ),
    "AllergyIntolerance": (
        coded("clinicalStatus", "status", f"{_HL7}allergyintolerance-clinical", STATUSES["AllergyIntolerance"]),
        coded("verificationStatus", "verification", f"{_HL7}allergyintolerance-verification", VERIFICATIONS),
        first_code("category", "category"),
        code("criticality"),
        concept("code"),
        started("onsetDateTime"),
        period("onsetPeriod"),
        recorded("recordedDate"),
        _PATIENT,
        _ENCOUNTER,
        _author("recorder"),
    ),
    "MedicationRequest": (
        code("status"),
        code("intent"),
        concept("medicationCodeableConcept"),
        first_text("dosageInstruction", "dosage"),
        started("authoredOn"),
        _SUBJECT,
        _ENCOUNTER,
        _author("requester"),
    ),
    "Procedure": (
        code("status"),
        concept("code"),
        effective("performedDateTime", writes=True),
        period("performedPeriod"),
        _SUBJECT,
        _ENCOUNTER,
        _author("performer", many=True, nest="actor"),
    ),
    "DiagnosticReport": (
        code("status"),
        coded("category", "category", f"{_HL7}v2-0074", many=True),
        concept("code"),
        effective("effectiveDateTime", writes=True),
        period("effectivePeriod"),
        recorded("issued"),
        code("conclusion"),
        attachment_text("presentedForm", "conclusion"),
        _SUBJECT,
        _ENCOUNTER,
        _author("performer", many=True),
    ),
    "Immunization": (
        code("status"),
        concept("vaccineCode"),
        started("occurrenceDateTime"),
        recorded("recorded"),
        _PATIENT,
        _ENCOUNTER,
        _author("performer", many=True, nest="actor"),
    ),
    "Composition": (
        code("status"),
        concept("type"),
        code("title"),
        started("date"),
        section("section"),
        _SUBJECT,
        _ENCOUNTER,
        _author("author", many=True),
    ),
    "DocumentReference": (
        code("status"),
        concept("type"),
        code("description", "title"),
        started("date"),
        attachment_text("content", "text", "attachment"),
        _SUBJECT,
        _author("author", many=True),
    ),
}
"""The mapped elements of every resource type that has a table (Composition and DocumentReference are both notes)."""


def read(resource: Mapping[str, Any]) -> Row:
    """The columns of a resource. Raises Misread with the path of what cannot be."""
    row: Row = {}
    for name, read_, _, _ in ELEMENTS[resource["resourceType"]]:
        found = resource.get(name)
        if found is not None:
            read_(found, row)
    return row


def residue(resource: Mapping[str, Any], row: Mapping[str, Any]) -> Row:
    """What `row` cannot give back exactly. Null means: the row would say this element, the resource did not."""
    left = dict(resource)
    del left["resourceType"]
    value_type = row.get("value_type")
    for name, _, write, is_value in ELEMENTS[resource["resourceType"]]:
        if is_value and name != value_type:
            continue
        written, found = write(row), left.get(name)
        if written == found:
            left.pop(name, None)
        elif found is None:
            left[name] = None
    return left


def join(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The resource a row stands for: residue first, then every element only the columns know."""
    left = row.get("residue") or {}
    resource: dict[str, Any] = {"resourceType": kind}
    resource.update((name, found) for name, found in left.items() if found is not None)
    for name, _, write, _ in ELEMENTS[kind]:
        if name not in left:
            written = write(row)
            if written is not None:
                resource[name] = written
    if "id" not in resource and row.get("record_id"):
        resource["id"] = str(row["record_id"])
    return resource
