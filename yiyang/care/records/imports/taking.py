"""What both readings do alike: check, compare with what is here, count, and write down where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from yiyang.care.records.fhir import structure
from yiyang.care.records.fhir.elements import Row
from yiyang.care.records.fhir.rendering import digest
from yiyang.care.records.fhir.structure import Malformed
from yiyang.care.records.imports import clinical
from yiyang.care.records.imports.identity import Names, Target, version_id
from yiyang.care.records.imports.reading import Document, Entry, Fault
from yiyang.care.records.imports.report import Report
from yiyang.care.records.imports.writing import Known, Pending
from yiyang.foundation.actors import Actor


def _exact(text: str) -> Decimal:
    """A number with the digits it was written with. Numbers no database could hold are refused."""
    found = Decimal(text)
    if len(text) > 1_000 or (found and not -4_000 < found.adjusted() < 4_000):
        raise ValueError("a number of this size cannot be kept exactly")
    return found


_DECODER = msgspec.json.Decoder(float_hook=_exact)


def _holds_nul(found: Any) -> bool:
    if isinstance(found, dict):
        return any(_holds_nul(each) for each in (*found, *found.values()))
    return any(map(_holds_nul, found)) if isinstance(found, list) else isinstance(found, str) and "\x00" in found


@dataclass(slots=True)
class Found:
    """One checked resource on its way in."""

    entry: Entry
    file: str
    record_id: UUID
    resource: dict[str, Any]
    digest: bytes
    version: int = 1
    mapped: bool = True
    person_id: UUID | None = None
    targets: tuple[Target | None, ...] = ()


@dataclass(kw_only=True)
class Taking:
    """One of the two readings."""

    names: Names
    by: Actor
    now: datetime
    run_id: UUID
    report: Report
    pending: Pending
    aliases: dict[UUID, UUID] = field(default_factory=dict)
    persons: dict[UUID, bool] = field(default_factory=dict)
    erased: set[UUID] = field(default_factory=set)  # whom an old file must not bring back

    def check(self, document: Document, entry: Entry) -> Found | None:
        """The resource, decoded and checked against R4; or None, and the fault in the report."""
        try:
            structure.check(entry.raw, entry.type)
            resource = _DECODER.decode(entry.raw)
            if b"\\u0000" in bytes(entry.raw) and _holds_nul(resource):
                raise Malformed(entry.type, "holds the character U+0000, which no text may hold")
        except Malformed as wrong:
            self.refuse(document, entry, wrong)
            return None
        except (msgspec.DecodeError, RecursionError, ValueError) as wrong:
            self.refuse(document, entry, structure.explain(entry.type, str(wrong)))
            return None
        return Found(entry, document.file, self.names.identify(entry), resource, digest(resource))

    def refuse(self, document: Document, entry: Entry, wrong: Malformed) -> None:
        self.report.refuse(Fault(document.file, entry.place, wrong.field, wrong.reason))

    def source_row(self, found: Found) -> Row:
        """Where this version came from."""
        return {
            "id": version_id(found.record_id, found.version),
            "record_id": found.record_id,
            "version": found.version,
            "organisation_id": self.by.organisation_id,
            "person_id": found.person_id,
            "import_id": self.run_id,
            "type": found.entry.type,
            "original": self.names.called(found.entry),
            "file": found.file,
            "entry": found.entry.place,
            "digest": found.digest,
            "mapped": found.mapped,
            "received_at": self.now,
        }

    def count(self, found: Found, known: Known | None, *, counts_as_created: bool = False) -> None:
        counts = self.report.created if found.mapped or counts_as_created else self.report.kept
        (counts if known is None else self.report.updated)[found.entry.type] += 1

    def waiting(self, found: Found, base: str) -> Iterator[tuple[UUID, str, int, str]]:
        """The references of a resource that point outside its own document, to be looked up at the end."""
        for text in clinical.references(found.entry.raw):
            if text in self.names.local:
                continue
            target = self.names.target(text, base, "Resource")
            if target is None:
                continue
            key = target.id or target.alias
            assert key is not None
            if key not in self.aliases and not self.persons.get(key):
                yield key, found.file, found.entry.place, text


def first_of_each(batch: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """The first of each record, and the repeats, which must see what the first one wrote."""
    seen: set[UUID] = set()
    once: list[Found] = []
    again: list[Found] = []
    for each in batch:
        (again if each.record_id in seen else once).append(each)
        seen.add(each.record_id)
    return once, again
