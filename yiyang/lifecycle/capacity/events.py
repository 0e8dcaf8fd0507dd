"""What happened in capacity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class SessionCancelled:
    """A session does not take place; `order_ids` have a number in it and must be moved or told."""

    session_id: UUID
    organisation_id: UUID
    order_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True)
class ClaimMoved:
    """An order has another number now; the old one is free."""

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    starts_at: datetime
    at: datetime
