"""What happened in offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ServiceOffered:
    service_id: UUID
    organisation_id: UUID
    at: datetime


@dataclass(frozen=True)
class ServiceSuspended:
    """Nobody can order it for the time being."""

    service_id: UUID
    organisation_id: UUID
    at: datetime


@dataclass(frozen=True)
class ServiceWithdrawn:
    service_id: UUID
    organisation_id: UUID
    at: datetime
