"""What happened in records, for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class EncounterOpened:
    encounter_id: UUID
    order_id: UUID | None
    person_id: UUID
    organisation_id: UUID
    at: datetime


@dataclass(frozen=True)
class Observed:
    observation_id: UUID
    person_id: UUID
    organisation_id: UUID
    code: str
    measured_at: datetime


@dataclass(frozen=True)
class RecordSigned:
    kind: str
    record_id: UUID
    version: int
    person_id: UUID
    organisation_id: UUID
    by_id: UUID | None
    order_id: UUID | None
    entry_id: UUID
    at: datetime


@dataclass(frozen=True)
class RecordAmended:
    kind: str
    record_id: UUID
    version: int
    person_id: UUID
    organisation_id: UUID
    by_id: UUID | None
    entry_id: UUID
    at: datetime
