"""Erase what this room knows about a person. The trust log's own erasure is the proof that it was done."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connections, transaction

from yiyang.care.records.actions import ERASE
from yiyang.care.records.attachments import store
from yiyang.care.records.models import KINDS
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access

# A bare mark stays behind: opaque ids and an empty digest, so that an old file cannot bring the person back.
_MARK = """
    INSERT INTO records_source
        (id, record_id, version, organisation_id, person_id, import_id, type, original, file, entry, digest, mapped,
         received_at)
    SELECT DISTINCT ON (record_id) id, record_id, version, organisation_id, NULL, import_id, type, '', '', 0, '', false,
           received_at
      FROM gone WHERE type = 'Patient' ORDER BY record_id, version DESC
"""


def erase_person(*, by: Actor, now: datetime, person_id: UUID, using: str = "worker") -> int:
    """Remove every record, kept resource and source of the person; returns how many rows went. Twice does nothing.

    Runs as worker, since the rows lie in many houses; the caller erases the other rooms and the trust log in the same
    transaction. Signed records go too: the law's right to erasure is older than a signature.
    """
    access.require(by, ERASE, now=now, person_id=person_id)
    tables = ["records_component", *(model._meta.db_table for model in KINDS.values()), "records_kept", "records_alias"]
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        gone: int = 0
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE person_id = %s", [person_id])
            gone += cursor.rowcount
        cursor.execute("DELETE FROM records_attachment WHERE person_id = %s RETURNING id", [person_id])
        files = [row[0] for row in cursor.fetchall()]  # their keys went with the rows; the files go after the commit
        gone += len(files)
        transaction.on_commit(partial(store.remove, files), using=using)
        cursor.execute(
            "CREATE TEMPORARY TABLE gone ON COMMIT DROP AS SELECT * FROM records_source WHERE person_id = %s",
            [person_id],
        )
        cursor.execute("DELETE FROM records_source WHERE person_id = %s", [person_id])
        gone += cursor.rowcount
        cursor.execute(_MARK)
        cursor.execute("DROP TABLE gone")
        return gone
