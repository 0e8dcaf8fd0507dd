"""What happened to ratings, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ServiceRated:
    """Somebody rated, or changed a rating; the score of the service is already written down."""

    rating_id: UUID
    order_id: UUID
    organisation_id: UUID
    service_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RatingAnswered:
    rating_id: UUID
    organisation_id: UUID
    service_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RatingHidden:
    rating_id: UUID
    organisation_id: UUID
    service_id: UUID
    reason: str
    at: datetime
