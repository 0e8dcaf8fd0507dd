"""Many records at once, for generated towns; imports write theirs with their sources. First versions only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from yiyang.care.records.fhir.rendering import digest, resource_of
from yiyang.care.records.models import KINDS, Component, Note
from yiyang.ground.access.postgres.copying import Row, Rows, copy_all
from yiyang.ground.trust import bulk as trust
from yiyang.ground.trust.bulk import Deed


def write(records: Mapping[str, Rows], *, components: Rows = (), using: str = "worker") -> int:
    """Write records of each kind (a FHIR name) by column names, then components; answers how many."""
    written = copy_all(using, *((KINDS[kind], _first(rows)) for kind, rows in records.items()))
    return written + copy_all(using, (Component, components))


def commit(
    notes: Sequence[Row],
    *,
    new_id: Callable[[datetime], UUID],
    salt: Callable[[int], bytes],
    using: str = "worker",
) -> int:
    """Let the trust log commit to signed notes as `sign` does, each by whoever signed it."""
    return trust.record([_deed(row, new_id) for row in _first(notes)], salt, using=using)


def _first(rows: Rows) -> Iterator[Row]:
    """Version 1 carries its own id as its record's, and was received when it was written down."""
    for row in rows:
        yield {"record_id": row["id"], "received_at": row["recorded_at"], **row}


def _deed(row: Row, new_id: Callable[[datetime], UUID]) -> Deed:
    content = digest(resource_of(Note(**row), ())).hex()
    said = {"kind": "Note", "id": str(row["id"]), "version": 1, "digest": content}
    at = row["signed_at"]
    return Deed(
        new_id(at), "record.signed", at, {"records": [said]}, row["signed_by_id"], row["organisation_id"],
        row["person_id"],
    )  # fmt: skip
