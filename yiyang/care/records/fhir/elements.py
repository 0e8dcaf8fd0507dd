"""How one element of a resource becomes columns, and columns an element again.

The rule of the room: an element leaves the residue only when the columns give it back exactly. So nothing here needs
to be complete to be safe; what a reader does not understand stays where it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import escape, unescape
from typing import Any, NamedTuple

from yiyang.care.records.fhir import times
from yiyang.care.records.vitals import UCUM

Row = dict[str, Any]
Columns = Mapping[str, Any]


class Misread(ValueError):
    """An element cannot be what it says. `field` is its path below the resource."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


class Element(NamedTuple):
    """One element: `read` puts what it can into the row, `write` says what the row would give back (or None).

    A value[x] is written only where the row's `value_type` is its name, so nobody need ask the other ten.
    """

    name: str
    read: Callable[[Any, Row], None]
    write: Callable[[Columns], Any]
    is_value: bool = False


def code(name: str, column: str = "") -> Element:
    """A plain code or text, as it is."""
    column = column or name

    def read(value: Any, row: Row) -> None:
        row[column] = value

    return Element(name, read, lambda row: row.get(column) or None)


def first_code(name: str, column: str) -> Element:
    """The first of a list of plain codes."""

    def read(value: Any, row: Row) -> None:
        row[column] = value[0] or ""  # null where an extension stands instead

    return Element(name, read, lambda row: [row[column]] if row.get(column) else None)


def _concept_of(value: Mapping[str, Any]) -> tuple[str, str, str]:
    """System, code and words of a CodeableConcept's first coding."""
    coding: Mapping[str, Any] = (value.get("coding") or [{}])[0]
    return coding.get("system", ""), coding.get("code", ""), value.get("text") or coding.get("display", "")


def _concept(system: str, code_: str, words: str) -> dict[str, Any] | None:
    if not code_:
        return {"text": words} if words else None
    coding = {"code": code_}
    if system:
        coding["system"] = system
    if not words:
        return {"coding": [coding]}
    coding["display"] = words
    return {"coding": [coding], "text": words}


def concept(name: str, *, many: bool = False) -> Element:
    """The CodeableConcept the record is about, in code_system, code and display."""

    def read(value: Any, row: Row) -> None:
        row["code_system"], row["code"], row["display"] = _concept_of(value[0] if many else value)

    def write(row: Columns) -> Any:
        found = _concept(row.get("code_system", ""), row.get("code", ""), row.get("display", ""))
        return [found] if many and found else found

    return Element(name, read, write)


def coded(name: str, column: str, system: str, allowed: tuple[str, ...] = (), *, many: bool = False) -> Element:
    """A CodeableConcept of one known system, kept as its code alone."""

    def read(value: Any, row: Row) -> None:
        for coding in (value[0] if many else value).get("coding", ()):
            if coding.get("system") == system:
                row[column] = coding.get("code", "")
                if allowed and row[column] not in allowed:
                    raise Misread(f"{name}.coding.code", f"must be one of {', '.join(filter(None, allowed))}")
                return
        if not allowed:
            row[column] = _concept_of(value[0] if many else value)[1]

    def write(row: Columns) -> Any:
        if not row.get(column):
            return None
        found = {"coding": [{"system": system, "code": row[column]}]}
        return [found] if many else found

    return Element(name, read, write)


def class_coding(name: str) -> Element:
    """Encounter.class: a bare Coding of v3-ActCode."""
    system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

    def read(value: Any, row: Row) -> None:
        row["class_code"] = value.get("code", "")

    return Element(
        name, read, lambda row: {"system": system, "code": row["class_code"]} if row.get("class_code") else None
    )


def _moment(name: str, text: Any) -> times.Moment:
    try:
        return times.read(text)
    except ValueError as wrong:
        raise Misread(name, str(wrong)) from wrong


def effective(name: str, *, writes: bool = False) -> Element:
    """The instant the record is about. Only one element of a kind writes it back unasked."""

    def read(value: Any, row: Row) -> None:
        row["effective_at"], row["effective_precision"] = _moment(name, value)

    def write(row: Columns) -> Any:
        if not writes or row.get("effective_end_at") is not None:
            return None
        return times.write(row.get("effective_at"), row.get("effective_precision", "second"))

    return Element(name, read, write)


def started(name: str) -> Element:
    """The start of what may also have an end that stands in an element of its own (onset and abatement)."""

    def write(row: Columns) -> Any:
        return times.write(row.get("effective_at"), row.get("effective_precision", "second"))

    return Element(name, effective(name).read, write)


def ended(name: str) -> Element:
    def read(value: Any, row: Row) -> None:
        row["effective_end_at"] = _moment(name, value).at

    return Element(name, read, lambda row: times.write(row.get("effective_end_at")))


def period(name: str, *, writes_open: bool = False) -> Element:
    """The period the record is about; `writes_open` for kinds whose period may still be running."""

    def read(value: Any, row: Row) -> None:
        start, end = value.get("start"), value.get("end")
        if start:
            row["effective_at"], row["effective_precision"] = _moment(f"{name}.start", start)
        if end:
            finish = _moment(f"{name}.end", end)
            if start and finish.at < row["effective_at"] and finish.precision == "second":
                raise Misread(f"{name}.end", "lies before the start of the period")
            if start and finish.at >= row["effective_at"]:
                row["effective_end_at"] = finish.at
            elif not start:
                row["effective_at"], row["effective_precision"] = finish

    def write(row: Columns) -> Any:
        end = row.get("effective_end_at")
        start = times.write(row.get("effective_at"), row.get("effective_precision", "second"))
        if start is None or (end is None and not writes_open):
            return None
        return {"start": start, **({"end": times.write(end)} if end else {})}

    return Element(name, read, write)


def recorded(name: str) -> Element:
    def read(value: Any, row: Row) -> None:
        row["recorded_at"] = _moment(name, value).at

    return Element(name, read, lambda row: times.write(row.get("recorded_at")))


def reference(name: str, column: str, type_: str, words: str = "", *, many: bool = False, nest: str = "") -> Element:
    """A reference to another row. Reading is the importer's work, since only it knows what a reference means there."""

    def write(row: Columns) -> Any:
        if not row.get(column):
            return None
        found: dict[str, Any] = {"reference": f"{type_}/{row[column]}"}
        if words and row.get(words):
            found["display"] = row[words]
        if nest:
            found = {nest: found}
        return [found] if many else found

    return Element(name, lambda value, row: None, write)


def quantity_columns(value: Mapping[str, Any]) -> Row:
    """The value columns of a Quantity; the unit is a UCUM code or empty."""
    return {
        "value_type": "valueQuantity",
        "value": value.get("value"),
        "value_unit": value.get("code", "") if value.get("system") == UCUM else "",
        "value_unit_display": value.get("unit", ""),
        "value_comparator": value.get("comparator", ""),
    }


def _quantity(row: Columns) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if row.get("value") is not None:
        found["value"] = row["value"]
    if row.get("value_comparator"):
        found["comparator"] = row["value_comparator"]
    if row.get("value_unit_display"):
        found["unit"] = row["value_unit_display"]
    if row.get("value_unit"):
        found["system"], found["code"] = UCUM, row["value_unit"]
    return found


def value_columns(name: str, value: Any) -> Row:
    """The value columns of any value[x]; of the rarer types only which one it is."""
    match name:
        case "valueQuantity":
            return quantity_columns(value)
        case "valueCodeableConcept":
            system, code_, words = _concept_of(value)
            return {"value_type": name, "value_system": system, "value_code": code_, "value_text": words}
        case "valueString":
            return {"value_type": name, "value_text": value}
        case "valueBoolean":
            return {"value_type": name, "value_code": "true" if value else "false"}
        case "valueInteger":
            return {"value_type": name, "value": Decimal(value), "value_unit": "1"}
        case _:
            return {"value_type": name}


def value_of(row: Columns) -> tuple[str, Any] | None:
    """The value[x] the value columns stand for."""
    name = row.get("value_type", "")
    match name:
        case "valueQuantity":
            return name, _quantity(row)
        case "valueCodeableConcept":
            return name, _concept(row.get("value_system", ""), row.get("value_code", ""), row.get("value_text", ""))
        case "valueString":
            return name, row.get("value_text")
        case "valueBoolean":
            return name, row.get("value_code") == "true"
        case "valueInteger":
            return name, int(row["value"])
    return None


def value(name: str) -> Element:
    def write(row: Columns) -> Any:
        found = value_of(row)
        return found[1] if found and found[0] == name else None

    return Element(name, lambda found, row: row.update(value_columns(name, found)), write, is_value=True)


VALUES = (
    "valueQuantity",
    "valueCodeableConcept",
    "valueString",
    "valueBoolean",
    "valueInteger",
    "valueRange",
    "valueRatio",
    "valueSampledData",
    "valueTime",
    "valueDateTime",
    "valuePeriod",
)


def component_columns(component: Mapping[str, Any]) -> Row:
    """The columns of one component of an observation."""
    row: Row = {}
    concept("code").read(component.get("code", {}), row)
    for name in VALUES:
        if name in component:
            row.update(value_columns(name, component[name]))
    return row


def component_of(row: Columns) -> dict[str, Any]:
    """The FHIR form of one component."""
    found: dict[str, Any] = {"code": concept("code").write(row) or {}}
    said = value_of(row)
    if said:
        found[said[0]] = said[1]
    return found


def components(name: str) -> Element:
    """The components, each with its own row; `components` is a list of column dictionaries."""

    def read(found: Any, row: Row) -> None:
        row["components"] = [component_columns(component) for component in found]

    return Element(name, read, lambda row: [component_of(part) for part in row.get("components", ())] or None)


_TAGS = re.compile(r"<[^>]*>")


def section(name: str) -> Element:
    """A note's words as one narrative section."""

    def read(found: Any, row: Row) -> None:
        divs = [part.get("text", {}).get("div", "") for part in found]
        row["text"] = unescape("\n".join(_TAGS.sub(" ", div).strip() for div in divs if div))

    def write(row: Columns) -> Any:
        if not row.get("text"):
            return None
        lines = "<br/>".join(escape(line, quote=False) for line in row["text"].splitlines())
        div = f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'
        return [{"text": {"status": "generated", "div": div}}]

    return Element(name, read, write)


def attachment_text(name: str, column: str, nest: str = "") -> Element:
    """The words of the first attached plain text, for reading and search; the attachment itself stays as it came."""

    def read(found: Any, row: Row) -> None:
        attached = found[0].get(nest, {}) if nest else found[0]
        if attached.get("contentType", "").startswith("text/plain") and attached.get("data"):
            try:
                row[column] = base64.b64decode(attached["data"], validate=False).decode().replace("\x00", "")
            except (binascii.Error, UnicodeDecodeError) as wrong:
                path = f"{name}[0].{nest}.data" if nest else f"{name}[0].data"
                raise Misread(path, "is not base64 of UTF-8 text") from wrong

    def write(row: Columns) -> Any:
        return None

    return Element(name, read, write)


def first_text(name: str, column: str) -> Element:
    """The words of the first dosage instruction."""

    def read(found: Any, row: Row) -> None:
        row[column] = found[0].get("text", "")

    return Element(name, read, lambda row: [{"text": row[column]}] if row.get(column) else None)
