"""What happened in access, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class GlassBroken:
    """Somebody opened a file in an emergency; the person and the privacy officer are told at once."""

    break_glass_id: UUID
    person_id: UUID
    viewer_id: UUID
    organisation_id: UUID
    reason_code: str
    at: datetime
    ends_at: datetime
