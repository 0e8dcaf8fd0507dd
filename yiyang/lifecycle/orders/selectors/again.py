"""What somebody may want once more: the services they have had, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders.actions import SEE
from yiyang.lifecycle.orders.protocol import mode_of


@dataclass(frozen=True)
class Had:
    """A service a person had, when for the last time, and where ordering it begins."""

    service_id: UUID
    last_at: datetime
    href: str


_HAD = """
    SELECT o.service_id, o.mode, max(COALESCE(o.starts_at, o.placed_at)) AS last_at
      FROM orders_order o WHERE o.person_id = %s AND o.state = 'completed'
     GROUP BY o.service_id, o.mode ORDER BY last_at DESC LIMIT %s
"""


def services_had(viewer: Actor, person_id: UUID, now: datetime, *, limit: int = 2) -> list[Had]:
    """The last services that were really done for a person, in one query. Raises Unknown for a stranger."""
    access.require(viewer, SEE, now=now, person_id=person_id)
    with connection.cursor() as cursor:
        cursor.execute(_HAD, [person_id, max(1, min(limit, 10))])
        return [Had(service, last_at, mode_of(mode).entrance(service)) for service, mode, last_at in cursor.fetchall()]
