"""The sessions ahead, and the numbers of one of them. Free or not is public; who has a number is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.ground.places.taking_bookings import TAKES_BOOKINGS
from yiyang.lifecycle.capacity.claims import ANYBODYS, OPEN


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session and how much of it is left; `next_free_at` is None when it is full."""

    id: UUID
    service_id: UUID
    practitioner_id: UUID | None
    practitioner: str
    practitioner_en: str
    room: str
    starts_at: datetime
    ends_at: datetime
    state: str
    numbers: int
    free: int
    next_free_at: datetime | None


@dataclass(frozen=True, slots=True)
class SlotCard:
    """One number as anybody may see it."""

    id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    free: bool


_FREE = f"sl.starts_at > %(now)s AND {OPEN} AND {ANYBODYS}"
# Plain SQL, since a refused booking shows this page again, and at eight o'clock nearly everyone is refused.
_SESSIONS = f"""
    SELECT se.id, se.service_id, se.practitioner_id, COALESCE(p.name, ''),
           COALESCE(NULLIF(p.name_en, ''), p.name, ''), se.room, se.starts_at, se.ends_at, se.state, n.numbers, n.free,
           n.next_free_at
      FROM capacity_session se
      LEFT JOIN people_practitioner p ON p.id = se.practitioner_id
     CROSS JOIN LATERAL (
        SELECT count(*) AS numbers, count(*) FILTER (WHERE {_FREE}) AS free,
               min(sl.starts_at) FILTER (WHERE {_FREE}) AS next_free_at
          FROM capacity_slot sl WHERE sl.organisation_id = se.organisation_id AND sl.session_id = se.id) n
     WHERE se.organisation_id = %(organisation)s AND se.state = 'open' AND se.ends_at > %(from)s
       AND se.starts_at < %(until)s AND (%(service)s::uuid IS NULL OR se.service_id = %(service)s)
     ORDER BY se.starts_at, se.id LIMIT %(limit)s
"""
_NUMBERS = f"""
    SELECT sl.id, sl.number, sl.starts_at, sl.ends_at, {_FREE}
      FROM capacity_session se
      JOIN capacity_slot sl ON sl.organisation_id = se.organisation_id AND sl.session_id = se.id
     WHERE se.id = ANY(%(sessions)s) AND sl.state <> 'withdrawn' ORDER BY se.starts_at, se.id, sl.number
"""
_LEFT = f"""
    WITH house AS MATERIALIZED (
        SELECT s.organisation_id, {TAKES_BOOKINGS} AS takes
          FROM offers_service s JOIN places_organisation o ON o.id = s.organisation_id WHERE s.id = %(service)s)
    SELECT sl.id, sl.number, sl.starts_at, sl.ends_at, true
      FROM house
      JOIN capacity_slot sl ON sl.organisation_id = house.organisation_id AND sl.service_id = %(service)s
      JOIN capacity_session se ON se.id = sl.session_id AND se.state = 'open'
     WHERE {_FREE} AND sl.starts_at < %(until)s AND (house.takes OR sl.id = %(slot)s)
     ORDER BY sl.id <> %(slot)s, sl.starts_at, sl.number LIMIT %(limit)s
"""


def sessions_of(
    viewer: Actor,
    organisation_id: UUID,
    *,
    now: datetime,
    until: datetime,
    service_id: UUID | None = None,
    from_: datetime | None = None,
    limit: int = 100,
) -> list[SessionCard]:
    """A house's sessions that end after `from_` (default now) and begin before `until`, soonest first, in one query."""
    values = {"organisation": organisation_id, "service": service_id, "now": now, "until": until, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS, {**values, "from": from_ or now})
        return [SessionCard(*row) for row in cursor.fetchall()]


def numbers_of(viewer: Actor, session_id: UUID, now: datetime) -> list[SlotCard]:
    """Every number of a session in order (at most 500), and whether anyone may take it now."""
    return numbers_of_all(viewer, [session_id], now)


def numbers_of_all(viewer: Actor, session_ids: Sequence[UUID], now: datetime) -> list[SlotCard]:
    """Every number of some sessions, the earlier session first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"sessions": list(session_ids), "now": now})
        return [SlotCard(*row) for row in cursor.fetchall()]


def is_numbered(viewer: Actor, service_id: UUID) -> bool:
    """Whether a service was ever given in sessions with numbers; otherwise it is ordered on its mode's own page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM offers_service s JOIN capacity_session se"
            " ON se.organisation_id = s.organisation_id AND se.service_id = s.id WHERE s.id = %s)",
            [service_id],
        )
        return bool(cursor.fetchone()[0])


def numbers_left(
    viewer: Actor, service_id: UUID, slot_id: UUID, *, now: datetime, until: datetime, limit: int
) -> tuple[bool, list[SlotCard]]:
    """Whether a number is still open, and the next ones of its service that are, before `until`, in one query.

    It claims nothing: an answer for those who come too late, so that a rush of them costs little. Who is told "open"
    still has to `hold`.
    """
    values: dict[str, Any] = {"service": service_id, "slot": slot_id, "now": now, "until": until, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, values)
        found = [SlotCard(*row) for row in cursor.fetchall()]
    still_open = bool(found) and found[0].id == slot_id
    return still_open, found[1:] if still_open else found[:limit]
