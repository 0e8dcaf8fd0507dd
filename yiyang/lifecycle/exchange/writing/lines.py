"""The lines of a list for somebody's eyes, batch by batch, each in a short transaction of its own.

A download may take minutes; a connection held, or a transaction left open, while a slow reader reads would be one that
nobody else has. So every batch opens its transaction, sets its row context, and gives the connection back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.exchange.kinds import Kind, Values, kind_of


def begin(viewer: Actor, kind: str, now: datetime) -> Kind:
    """Ask whether the viewer may have this list of the acting house, and write down that they took it."""
    found = kind_of(kind)
    access.require(viewer, found.hand_out_action, now=now, organisation_id=viewer.organisation_id)
    trust.record("table.handed-out", by=viewer, now=now, payload={"kind": kind})
    return found


def batches(viewer: Actor, kind: Kind, now: datetime) -> Iterator[list[Values]]:
    """Every line, a batch at a time. Whoever stands in it finds one disclosure each, in the batch's transaction."""
    after: UUID | None = None
    while True:
        with acting_as(viewer, now), transaction.atomic():
            grant = access.require(viewer, kind.hand_out_action, now=now, organisation_id=viewer.organisation_id)
            batch = kind.batch(viewer, now, after)
            if kind.personal:
                access.disclose(by=viewer, now=now, person_ids=set(batch.people), grant=grant)
        if not connection.in_atomic_block:
            connection.close()  # back to the pool while the reader reads
        yield batch.lines
        after = batch.after
        if after is None:
            return
