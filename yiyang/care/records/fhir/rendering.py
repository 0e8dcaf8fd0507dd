"""A row as the FHIR resource it stands for, and the digest a signature commits to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from yiyang.care.records.fhir.mapping import join
from yiyang.care.records.models import Component, Note, Record

_CANONICAL = msgspec.json.Encoder(decimal_format="number", order="deterministic")
_PLAIN = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def resource_of(record: Record, components: Iterable[Component] = ()) -> dict[str, Any]:
    """The FHIR R4 resource of one version; `components` in their order, for an observation."""
    row = dict(vars(record))
    row["components"] = [vars(part) for part in components]
    return join(resource_type(record), row)


def resource_type(record: Record) -> str:
    """The FHIR name of a record's kind; a note is a Composition or a DocumentReference."""
    return record.form if isinstance(record, Note) else type(record).__name__


def encode(resource: Mapping[str, Any]) -> bytes:
    """JSON bytes; decimals keep the digits they were written with."""
    return _PLAIN.encode(resource)


def decode(body: bytes) -> dict[str, Any]:
    """The resource in JSON bytes we wrote ourselves."""
    found: dict[str, Any] = _DECODER.decode(body)
    return found


def digest(resource: Mapping[str, Any]) -> bytes:
    """32 bytes (SHA-256) over the resource with its keys in order, blind to spacing and to the order of keys."""
    return hashlib.sha256(_CANONICAL.encode(resource)).digest()
