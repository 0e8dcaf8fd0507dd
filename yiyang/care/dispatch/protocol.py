"""Between who needs somebody sent and who decides whom: tasks, workers, candidates in; ranks with reasons out.

    Dispatcher ──insert──►   one task, its candidates: in which order, and why
               ──propose──►  many tasks, many workers: who goes to which, and which stay open

Instants are aware datetimes, ways whole minutes, scores thousandths of a star (1,000 … 5,000). A solver decides nothing
by itself: the database refuses whatever a plan overlooks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

Place = tuple[float, float]  # latitude, longitude in degrees
Travel = Callable[[Place | None, Place | None], int]  # whole minutes; it knows what an unknown place costs
Wanted = Literal["", "regular", "backup"]


@dataclass(frozen=True)
class Reason:
    """One reason for a rank, by code with plain facts; who shows it has the words."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who might take one task. `hindrance` is a code when they cannot, empty when they can."""

    worker_id: UUID
    hindrance: str = ""
    way_before: int = 0  # from the stop before, 0 without one
    way_after: int = 0
    seen_before: int = 0  # visits to this person so far
    damped_milli: int = 4_000
    ratings: int = 0
    wanted: Wanted = ""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A candidate at their place, 1 is first; those who cannot stand last, each with what hinders them."""

    candidate: Candidate
    rank: int
    points: int
    reasons: tuple[Reason, ...]

    @property
    def able(self) -> bool:
        return not self.candidate.hindrance


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Something a worker does already, or is given: half-open, at a place that may be unknown."""

    starts_at: datetime
    ends_at: datetime
    place: Place | None


@dataclass(frozen=True, kw_only=True)
class Task:
    """A visit that needs somebody. `able` are the workers who may do it at all."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: Place | None
    able: frozenset[UUID]
    regular: UUID | None = None
    backup: UUID | None = None
    seen_before: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Somebody who can be sent: windows in which they work here, what they do already, minutes left this week."""

    id: UUID
    windows: tuple[tuple[datetime, datetime], ...]
    stops: tuple[Stop, ...] = ()
    minutes_left: int = 2_400
    damped_milli: int = 4_000
    ratings: int = 0


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What a plan says of one task; `worker_id` is None when nobody can go."""

    task_id: UUID
    worker_id: UUID | None
    reasons: tuple[Reason, ...] = ()


class Dispatcher(Protocol):
    """What a solver answers. Both answers are the same for the same question, on every machine."""

    def insert(self, task_id: UUID, candidates: Sequence[Candidate], day: date) -> list[Ranked]:
        """The candidates in order, each with the reasons for its place; `day` turns the newcomers' lot over."""

    def propose(self, tasks: Sequence[Task], workers: Sequence[Worker], travel: Travel, day: date) -> list[Assignment]:
        """One assignment a task, in the order of the tasks; nobody is sent where they cannot be in time."""
