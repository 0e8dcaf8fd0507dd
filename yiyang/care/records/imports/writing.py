"""Bulk writing: COPY in binary form through the worker's connection, since a policy would refuse it to any other."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import models
from psycopg.types.json import Jsonb

from yiyang.care.records.fhir.elements import Row
from yiyang.care.records.fhir.rendering import decode, encode
from yiyang.care.records.models import KINDS, Alias, Component, Kept, Source

_PENDING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_pending
        (target uuid NOT NULL, file text NOT NULL, entry integer NOT NULL, reference text NOT NULL)
        ON COMMIT PRESERVE ROWS
"""


def as_json(found: Row) -> Jsonb:
    """A JSON column's value; decimals keep their digits."""
    return Jsonb(found, dumps=encode)


@dataclass(frozen=True, slots=True)
class Known:
    """What we already have of a resource."""

    version: int
    digest: bytes
    mapped: bool
    overtaken: frozenset[bytes] = frozenset()  # contents the sender's own later file replaced in the same run

    def has(self, digest: bytes) -> bool:
        """Whether this content is here already, standing or replaced by what came along with it."""
        return digest == self.digest or digest in self.overtaken


_KNOWN = """
    SELECT record_id, max(version), (array_agg(digest ORDER BY version DESC))[1],
           (array_agg(mapped ORDER BY version DESC))[1], array_agg(digest) FILTER (WHERE following = import_id)
      FROM (SELECT record_id, version, digest, mapped, import_id,
                   lead(import_id) OVER (PARTITION BY record_id ORDER BY version) AS following
              FROM records_source WHERE record_id = ANY(%s)) versions GROUP BY record_id
"""


def known(connection: psycopg.Connection[Any], ids: Sequence[UUID]) -> dict[UUID, Known]:
    """The newest version that came in of each of these records."""
    found = connection.execute(_KNOWN, [list(ids)])
    return {row[0]: Known(row[1], bytes(row[2]), row[3], frozenset(map(bytes, row[4] or ()))) for row in found}


def bodies(connection: psycopg.Connection[Any], ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The standing words of what is kept; whatever is gone is missing from the answer."""
    if not ids:
        return {}
    found = connection.execute(
        "SELECT record_id, body FROM records_kept WHERE record_id = ANY(%s) AND superseded_at IS NULL", [list(ids)]
    )
    return {row[0]: decode(zlib.decompress(row[1])) for row in found}


def supersede(connection: psycopg.Connection[Any], table: str, ids: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """Mark the standing versions of these records as superseded; returns the highest version number of each."""
    connection.execute(
        f"UPDATE {table} SET superseded_at = %s WHERE record_id = ANY(%s) AND superseded_at IS NULL", [now, list(ids)]
    )
    found = connection.execute(
        f"SELECT record_id, max(version) FROM {table} WHERE record_id = ANY(%s) GROUP BY record_id", [list(ids)]
    )
    return {row[0]: row[1] for row in found}


def aliases(connection: psycopg.Connection[Any], ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The records these business identifiers belong to."""
    found = connection.execute("SELECT id, record_id FROM records_alias WHERE id = ANY(%s)", [list(ids)])
    return {row[0]: row[1] for row in found}


def add_aliases(connection: psycopg.Connection[Any], rows: Sequence[tuple[UUID, UUID, UUID, str, UUID | None]]) -> None:
    """Remember business identifiers (id, organisation, record, type, person); the first to bear one keeps it."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO records_alias (id, organisation_id, record_id, type, person_id)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
            rows,
        )


class Pending:
    """References whose target may still come; they wait in a table of the session, not in memory."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        connection.execute(_PENDING)
        connection.execute("TRUNCATE import_pending")

    def add(self, rows: Iterable[tuple[UUID, str, int, str]]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY import_pending (target, file, entry, reference) FROM STDIN (FORMAT BINARY)") as copying,
        ):
            copying.set_types(["uuid", "text", "int4", "text"])
            for row in rows:
                copying.write_row(row)

    def dangling(self, organisation_id: UUID, most: int) -> tuple[int, list[tuple[str, int, str]]]:
        """How many references name nothing, and the first of them."""
        found = self._connection.execute(
            "SELECT file, entry, reference, count(*) OVER () FROM import_pending p"
            " WHERE NOT EXISTS (SELECT 1 FROM records_source s WHERE s.record_id = p.target)"
            "   AND NOT EXISTS (SELECT 1 FROM records_alias a WHERE a.id = p.target)"
            # A urn says no type, so what it names is found by the name alone.
            "   AND NOT (starts_with(reference, 'urn:') AND EXISTS (SELECT 1 FROM records_source s"
            "        WHERE s.organisation_id = %s AND s.original = substring(reference from '[^:]*$')))"
            " ORDER BY file, entry, reference LIMIT %s",
            [organisation_id, most],
        ).fetchall()
        return (found[0][3] if found else 0), [(row[0], row[1], row[2]) for row in found]


MODELS: dict[str, type[models.Model]] = {
    **KINDS,
    "Composition": KINDS["Note"],
    "DocumentReference": KINDS["Note"],
    "Component": Component,
    "Kept": Kept,
    "Source": Source,
    "Alias": Alias,
}
