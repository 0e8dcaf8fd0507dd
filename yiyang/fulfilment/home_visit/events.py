"""What happened at a visit, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor


@dataclass(frozen=True, kw_only=True)
class WorkerChanged:
    """Somebody else comes, or nobody for now (None)."""

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    practitioner_id: UUID | None
    at: datetime
    by: Actor


@dataclass(frozen=True, kw_only=True)
class VisitEnded:
    """Everything that proves the visit is there. `note` is what is said to the family, where something was."""

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    kind: str
    note: str
    at: datetime
    by: Actor
