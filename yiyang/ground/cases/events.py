"""What cases publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CaseEvent:
    """What every event of a case tells."""

    case_id: UUID
    kind: str
    organisation_id: UUID
    person_id: UUID | None
    about_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class CaseOpened(CaseEvent):
    """Something must be taken on."""


@dataclass(frozen=True)
class CaseAccepted(CaseEvent):
    """A named person is responsible now."""

    accepted_by_id: UUID


@dataclass(frozen=True)
class CaseClosed(CaseEvent):
    """It is done, for a reason."""

    reason: str
