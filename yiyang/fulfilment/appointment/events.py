"""What happened at an appointment, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor


@dataclass(frozen=True, kw_only=True)
class PatientArrived:
    """The desk checked somebody in."""

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    at: datetime
    by: Actor


@dataclass(frozen=True, kw_only=True)
class PatientCalled:
    """The doctor asks for the next number."""

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    session_id: UUID
    number: int
    at: datetime
    by: Actor
