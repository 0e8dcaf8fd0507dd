"""One resource about a person to one row: what it refers to, when it was so, and how it is kept when no table fits."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from yiyang.care.records import fhir
from yiyang.care.records.fhir import times
from yiyang.care.records.fhir.elements import Misread, Row, concept
from yiyang.care.records.fhir.structure import Malformed
from yiyang.care.records.vitals import CLOCK_TOLERANCE

Path = tuple[str | int, ...]

_SUBJECT: dict[str, str] = {"AllergyIntolerance": "patient", "Immunization": "patient"}
_AUTHOR: dict[str, tuple[Path, ...]] = {
    "Encounter": (("participant", 0, "individual"),),
    "Observation": (("performer", 0),),
    "Condition": (("recorder",), ("asserter",)),
    "AllergyIntolerance": (("recorder",), ("asserter",)),
    "MedicationRequest": (("requester",),),
    "Procedure": (("performer", 0, "actor"),),
    "DiagnosticReport": (("performer", 0),),
    "Immunization": (("performer", 0, "actor"),),
    "Composition": (("author", 0),),
    "DocumentReference": (("author", 0),),
}
_PLACE: dict[str, tuple[Path, ...]] = {
    "Encounter": (("serviceProvider",), ("location", 0, "location")),
    "Procedure": (("location",),),
    "Immunization": (("location",),),
    "Composition": (("custodian",),),
    "DocumentReference": (("custodian",),),
}
# Kinds that say what has happened; the others may speak of what is planned.
_PAST = frozenset({"Observation", "Procedure", "DiagnosticReport", "Immunization", "Condition", "DocumentReference"})
_PLANNED = frozenset({"preparation", "registered", "planned", "draft", "on-hold", "not-done", "entered-in-error"})
_FALLBACKS = ("issued", "recordedDate", "date", "recorded")


def at(resource: Mapping[str, Any], path: Path) -> Any:
    """What stands at a path, or None."""
    found: Any = resource
    for step in path:
        if isinstance(step, int):
            found = found[step] if isinstance(found, list) and len(found) > step else None
        else:
            found = found.get(step) if isinstance(found, dict) else None
        if found is None:
            return None
    return found


def subject(resource: Mapping[str, Any]) -> tuple[str, str]:
    """The element that says whom the resource is about, and the reference there (or empty)."""
    name = _SUBJECT.get(resource["resourceType"], "subject")
    return name, (resource.get(name) or {}).get("reference", "")


def visit(resource: Mapping[str, Any]) -> str:
    """The reference to the encounter the resource belongs to, or empty."""
    if resource["resourceType"] == "DocumentReference":
        return str(at(resource, ("context", "encounter", 0, "reference")) or "")
    if resource["resourceType"] == "Encounter":
        return ""
    return str(at(resource, ("encounter", "reference")) or "")


def author(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reference object of who says so, or an empty one."""
    return next((found for path in _AUTHOR[resource["resourceType"]] if (found := at(resource, path))), {})


def place(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reference object of where it happened, or an empty one."""
    return next((found for path in _PLACE.get(resource["resourceType"], ()) if (found := at(resource, path))), {})


def medicine(resource: Mapping[str, Any]) -> str:
    """The reference to the medicine, where a prescription names it by one."""
    return str(at(resource, ("medicationReference", "reference")) or "")


def medicine_columns(resource: Mapping[str, Any], medication: Mapping[str, Any] | None) -> Row:
    """What is prescribed, from the Medication referred to (also a contained one), or in the reference's own words."""
    named = medicine(resource)
    if named.startswith("#"):
        inside = (each for each in resource.get("contained", ()) if f"#{each.get('id')}" == named)
        medication = next(inside, None)
    row: Row = {}
    if medication and medication.get("code"):
        concept("code").read(medication["code"], row)
        return row
    return {"display": str(at(resource, ("medicationReference", "display")) or "")}


def row_of(resource: Mapping[str, Any], now: datetime, referred: Row) -> Row:
    """The whole row of a mapped resource but its id and version; `referred` holds what its references came to.

    Raises Malformed with the path: what cannot be read, and a time that has not come yet.
    """
    type_ = resource["resourceType"]
    try:
        row = fhir.read(resource)
    except Misread as wrong:
        raise Malformed(f"{type_}.{wrong.field}", wrong.reason) from None
    row.update(referred)
    row["received_at"] = row["signed_at"] = now
    _time(resource, row, now)
    row.setdefault("recorded_at", row["effective_at"] if row["effective_at"] <= now else now)
    if type_ in ("Composition", "DocumentReference"):
        row["form"] = type_
    row["residue"] = fhir.residue(resource, row)
    return row


def _time(resource: Mapping[str, Any], row: Row, now: datetime) -> None:
    """See that the row has a time, and that it is not one that cannot be known yet."""
    type_ = resource["resourceType"]
    ahead = row.get("effective_at")
    happened = type_ in _PAST and row.get("status") not in _PLANNED
    if happened and ahead is not None and ahead > now + _tolerance(row):
        raise Malformed(f"{type_}.{_element_of_time(resource)}", "lies in the future")
    if ahead is None:
        recorded = row.get("recorded_at")
        row["effective_at"] = recorded or row.get("effective_end_at") or now
        row["effective_precision"] = "second" if recorded else "unknown"
        if row.get("effective_end_at") and row["effective_end_at"] < row["effective_at"]:
            row["effective_at"] = row["effective_end_at"]
    elif row.get("effective_end_at") and row["effective_end_at"] < ahead:
        _backwards(resource, row)


def _tolerance(row: Row) -> timedelta:
    """How far our clock and theirs may differ; a bare date is already today where the sun rises first."""
    return CLOCK_TOLERANCE if row.get("effective_precision") == "second" else timedelta(hours=14)


def _backwards(resource: Mapping[str, Any], row: Row) -> None:
    """An end before the start is refused where both are exact; a coarser one is left to the residue."""
    if row.get("effective_precision") == "second" and "T" in str(resource.get("abatementDateTime", "T")):
        raise Malformed(f"{resource['resourceType']}.{_element_of_end(resource)}", "lies before the start")
    row["effective_end_at"] = None


def _element_of_end(resource: Mapping[str, Any]) -> str:
    return "abatementDateTime" if "abatementDateTime" in resource else "period.end"


def _element_of_time(resource: Mapping[str, Any]) -> str:
    for name in resource:
        if name.startswith(("effective", "onset", "performed", "occurrence", "authored")) or name == "date":
            return name
    return "period.start"


class _About(msgspec.Struct):
    """The few elements of an unmapped resource that say whom it is about and when."""

    subject: Any = None
    patient: Any = None
    beneficiary: Any = None
    individual: Any = None
    date: Any = None
    created: Any = None
    recorded: Any = None
    issued: Any = None
    authoredOn: Any = None  # noqa: N815
    started: Any = None
    effectiveDateTime: Any = None  # noqa: N815
    occurrenceDateTime: Any = None  # noqa: N815
    period: Any = None
    billablePeriod: Any = None  # noqa: N815


_ABOUT = msgspec.json.Decoder(_About)
_WHO = ("patient", "subject", "beneficiary", "individual")
_WHEN = ("effectiveDateTime", "occurrenceDateTime", "authoredOn", "started", "created", "recorded", "issued", "date")


def about(raw: msgspec.Raw) -> tuple[str, times.Moment | None]:
    """Whom an unmapped resource is about (a reference, or empty) and when it was so."""
    found = _ABOUT.decode(raw)
    who = next((each for name in _WHO if isinstance(each := getattr(found, name), dict)), {})
    texts = [getattr(found, name) for name in _WHEN]
    texts += [each.get("start") for each in (found.period, found.billablePeriod) if isinstance(each, dict)]
    when = next((each for each in texts if isinstance(each, str)), None)
    return str(who.get("reference") or ""), times.read(when) if when else None


def kept_row(raw: msgspec.Raw, when: times.Moment | None, now: datetime) -> Row:
    """The row of a resource kept verbatim."""
    return {
        "body": zlib.compress(bytes(raw), 1),
        "effective_at": when.at if when else now,
        "effective_precision": when.precision if when else "unknown",
        "received_at": now,
    }


_REFERENCE = re.compile(rb'"reference"\s*:\s*"((?:[^"\\]|\\.)*)"')


def references(raw: msgspec.Raw) -> Iterator[str]:
    """Every reference a resource makes, wherever it stands in it."""
    for found in set(_REFERENCE.findall(bytes(raw))):
        text = found.decode()
        yield text if "\\" not in text else msgspec.json.decode(f'"{text}"')


def identifiers(resource: Mapping[str, Any]) -> Iterator[str]:
    """Its business identifiers, each as system|value."""
    found = resource.get("identifier") or []
    for each in found if isinstance(found, list) else (found,):
        if each.get("value"):
            yield f"{each.get('system', '')}|{each['value']}"
