"""Everything about one person as FHIR R4, for the person to take along (data portability)."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.care.records import fhir
from yiyang.care.records.actions import EXPORT
from yiyang.care.records.models import KINDS, Component, Kept, Observation, Record
from yiyang.care.records.selectors.attachments import opened_attachments
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people

_CHUNK = 500
INLINE_BYTES_MAX = 50_000_000  # of pictures and papers in a Bundle; beyond it they are named, and fetched one by one


def export_person(viewer: Actor, person_id: UUID, now: datetime) -> dict[str, Any]:
    """A FHIR R4 Bundle (collection) of everything that stands about a person. Raises Unknown out of reach.

    What came in comes out as it came; what was written here has our ids. Pictures and papers are inside up to 50 MB.
    The caller is inside a transaction.
    """
    found = resources_of(viewer, person_id, now, inline_bytes_max=INLINE_BYTES_MAX)
    entries = [{"resource": resource} for resource in found]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat().replace("+00:00", "Z"),
        "entry": entries,
    }


def export_lines(viewer: Actor, person_id: UUID, now: datetime) -> Iterator[bytes]:
    """The same as NDJSON, one resource a line, without ever holding them all."""
    for resource in resources_of(viewer, person_id, now):
        yield fhir.encode(resource) + b"\n"


def resources_of(
    viewer: Actor, person_id: UUID, now: datetime, *, inline_bytes_max: int | None = None
) -> Iterator[dict[str, Any]]:
    """The resources about a person, the file first, then kind by kind, oldest first; pictures and papers at the end."""
    access.require(viewer, EXPORT, now=now, person_id=person_id)
    files = people.files_of(viewer, person_id)
    kept = Kept.objects.filter(person_id__in=files, superseded_at=None)
    imported = set()
    for row in kept.filter(type="Patient").order_by("id"):
        imported.add(row.person_id)
        yield fhir.decode(zlib.decompress(row.body))
    for file in files:
        if file not in imported:
            yield _patient(viewer, file, now)
    for model in KINDS.values():
        rows: list[Record] = []
        found = model._default_manager.filter(person_id__in=files, superseded_at=None)
        for row_ in found.order_by("effective_at", "id").iterator(_CHUNK):
            rows.append(row_)
            if len(rows) == _CHUNK:
                yield from _rendered(rows)
                rows = []
        yield from _rendered(rows)
    for row in kept.exclude(type="Patient").order_by("type", "effective_at", "id").iterator(_CHUNK):
        yield fhir.decode(zlib.decompress(row.body))
    yield from _attached(files, inline_bytes_max)


def _attached(files: list[UUID], bytes_max: int | None) -> Iterator[dict[str, Any]]:
    """Each DocumentReference with its Binary, as long as there is room."""
    inside = 0
    for attachment, opened in opened_attachments(files):
        yield fhir.document_of(attachment)
        inside += attachment.size_bytes
        if bytes_max is None or inside <= bytes_max:
            yield {
                "resourceType": "Binary",
                "id": str(attachment.id),
                "contentType": attachment.kind,
                "data": b64encode(opened()).decode(),
            }


def _rendered(rows: list[Record]) -> Iterator[dict[str, Any]]:
    parts: dict[UUID, list[Component]] = {}
    if rows and isinstance(rows[0], Observation):
        for part in Component.objects.filter(observation_id__in=[row.id for row in rows]).order_by("place_in_order"):
            parts.setdefault(part.observation_id, []).append(part)
    for row in rows:
        yield fhir.resource_of(row, parts.get(row.id, ()))


def _patient(viewer: Actor, person_id: UUID, now: datetime) -> dict[str, Any]:
    """The person as a Patient; identity numbers and contacts are people's to export."""
    card = people.person_card(viewer, person_id, now)
    found: dict[str, Any] = {"resourceType": "Patient", "id": str(person_id), "name": [{"text": card.name}]}
    found["gender"] = card.sex
    if card.birth_on:
        found["birthDate"] = card.birth_on.isoformat()
    return found
