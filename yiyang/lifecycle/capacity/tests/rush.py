"""A rush: many processes on many connections claim numbers of one session at the same instant.

Each process is its own client of PostgreSQL in the application role, with the caller's context per transaction, and
runs `services.hold` (or the unprotected claim of the failing control).
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import django
from django.db import connections, transaction


@dataclass(frozen=True)
class Result:
    """How each claim ended (`sold` or the code of a refusal), and how long it took in seconds."""

    outcomes: Counter[str]
    seconds: tuple[float, ...]
    wall: float

    @property
    def p99_ms(self) -> float:
        return 1_000 * sorted(self.seconds)[int(len(self.seconds) * 0.99)]


@dataclass(frozen=True)
class Job:
    """What every process is told."""

    database: str
    session_id: UUID
    now: datetime
    how: str


def rush(session_id: UUID, people: list[UUID], *, now: datetime, processes: int, how: str = "hold") -> Result:
    """Every person claims once; the work is dealt out evenly over `processes` that start together."""
    fork = multiprocessing.get_context("spawn")
    start, answers = fork.Barrier(processes + 1), fork.Queue()
    job = Job(connections["default"].settings_dict["NAME"], session_id, now, how)
    workers = [fork.Process(target=_client, args=(job, people[n::processes], start, answers)) for n in range(processes)]
    for worker in workers:
        worker.start()
    start.wait(timeout=300)
    begun = time.perf_counter()
    gathered = [answers.get(timeout=300) for _ in workers]
    wall = time.perf_counter() - begun
    for worker in workers:
        worker.join(timeout=30)
    outcomes: Counter[str] = Counter()
    for codes, _ in gathered:
        outcomes.update(codes)
    return Result(outcomes, tuple(each for _, times in gathered for each in times), wall)


def _client(job: Job, people: list[UUID], start: Any, answers: Any) -> None:
    django.setup()
    from yiyang.foundation.actors import Actor
    from yiyang.foundation.errors import Refused
    from yiyang.ground.access.context import acting_as
    from yiyang.lifecycle.capacity import services as capacity

    connections["default"].settings_dict["NAME"] = job.database
    claim = {"hold": capacity.hold, "look-then-write": look_then_write}[job.how]
    with transaction.atomic():
        connections["default"].ensure_connection()
    codes, times = [], []
    start.wait(timeout=300)
    for person in people:
        begun = time.perf_counter()
        wish = {"session_id": job.session_id, "person_id": person, "order_id": uuid4(), "now": job.now}
        try:
            with acting_as(Actor.person(person), job.now), transaction.atomic():
                claim(**wish, until=job.now + timedelta(hours=1))
            codes.append("sold")
        except Refused as refused:
            codes.append(refused.code)
        times.append(time.perf_counter() - begun)
    answers.put((codes, times))


def look_then_write(*, session_id: UUID, person_id: UUID, order_id: UUID, until: datetime, now: datetime) -> None:
    """The failing control: what most booking systems do. Look for a free number, then write that it is taken."""
    from yiyang.lifecycle.capacity.errors import SessionFull
    from yiyang.lifecycle.capacity.models import Slot, SlotClaim

    slot = Slot.objects.filter(session_id=session_id, state="free").order_by("number").first()
    if slot is None:
        raise SessionFull
    time.sleep(0.002)  # the page a person looks at
    Slot.objects.filter(id=slot.id).update(state="held", held_until=until, turn=slot.turn + 1)
    SlotClaim.objects.create(
        organisation_id=slot.organisation_id,
        person_id=person_id,
        slot=slot,
        order_id=order_id,
        turn=slot.turn + 1,
        number=slot.number,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state="held",
        held_until=until,
        claimed_at=now,
        changed_at=now,
    )
