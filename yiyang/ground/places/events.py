"""What happened in places, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class EntrySubmitted:
    """A house waits for review."""

    application_id: UUID
    organisation_id: UUID
    registrar_id: UUID
    at: datetime


@dataclass(frozen=True)
class EntryDecided:
    """A reviewer approved or rejected a house, and said why."""

    application_id: UUID
    organisation_id: UUID
    submitted_by_id: UUID
    approved: bool
    reason: str
    at: datetime


@dataclass(frozen=True)
class LicenceExpiring:
    """A mandatory licence ends within thirty days; said once per licence."""

    paper_id: UUID
    organisation_id: UUID
    kind: str
    expires_on: date
    at: datetime
