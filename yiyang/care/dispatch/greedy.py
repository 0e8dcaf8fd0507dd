"""The simple dispatcher: the best candidate for one visit at a time, the earliest visit first.

    points = 20 × damped score + 5 × visits so far (at most four) − minutes of way

A person's regular worker comes first and the backup second, whatever the points. Every fifth place goes to a newcomer,
somebody with fewer than five ratings, by a lot that is the same all day for everybody (R79). Nobody can buy a place.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from yiyang.care.dispatch.protocol import Assignment, Candidate, Ranked, Reason, Stop, Task, Travel, Worker

NEWCOMER_RATINGS = 5
NEWCOMER_EVERY = 5
CONTINUITY_VISITS = 4
_CHOICE = {"regular": 0, "backup": 1, "": 2}


class Greedy:
    """Keeps the dispatch protocol; see the module for the formula."""

    def insert(self, task_id: UUID, candidates: Sequence[Candidate], day: date) -> list[Ranked]:
        able = sorted((each for each in candidates if not each.hindrance), key=_key)
        unable = sorted((each for each in candidates if each.hindrance), key=lambda each: (each.hindrance, _key(each)))
        own = [each for each in able if each.wanted]
        known = [each for each in able if not each.wanted and not newcomer(each)]
        new = sorted((each for each in able if not each.wanted and newcomer(each)), key=lambda each: _lot(each, day))
        in_order = [(each, False) for each in own]
        while known or new:
            turn = bool(new) and (not known or (len(in_order) + 1) % NEWCOMER_EVERY == 0)
            in_order.append((new.pop(0), bool(known)) if turn else (known.pop(0), False))
        in_order += [(each, False) for each in unable]
        return [
            Ranked(candidate=each, rank=place, points=points(each), reasons=_reasons(each, shared=shared))
            for place, (each, shared) in enumerate(in_order, 1)
        ]

    def propose(self, tasks: Sequence[Task], workers: Sequence[Worker], travel: Travel, day: date) -> list[Assignment]:
        standing = {worker.id: worker for worker in workers}
        answers: dict[UUID, Assignment] = {}
        for task in sorted(tasks, key=lambda each: (each.starts_at, each.id)):
            candidates = [candidate_for(task, worker, travel) for worker in standing.values()]
            ranked = [each for each in self.insert(task.id, candidates, day) if each.able]
            if not ranked:
                answers[task.id] = Assignment(task_id=task.id, worker_id=None)
                continue
            best = ranked[0]
            answers[task.id] = Assignment(task_id=task.id, worker_id=best.candidate.worker_id, reasons=best.reasons)
            standing[best.candidate.worker_id] = _with(standing[best.candidate.worker_id], task, best)
        return [answers[task.id] for task in tasks]


def points(candidate: Candidate) -> int:
    """The published sum, in thousandths."""
    visits = min(candidate.seen_before, CONTINUITY_VISITS)
    return 20 * candidate.damped_milli + 5_000 * visits - 1_000 * (candidate.way_before + candidate.way_after)


def newcomer(candidate: Candidate) -> bool:
    return candidate.ratings < NEWCOMER_RATINGS


def candidate_for(task: Task, worker: Worker, travel: Travel) -> Candidate:
    """How a worker stands to a task: able with so much way, or hindered."""
    stops = sorted(worker.stops, key=lambda each: each.starts_at)
    place = bisect_left([each.starts_at for each in stops], task.starts_at)
    before = stops[place - 1] if place else None
    after = stops[place] if place < len(stops) else None
    to_here = travel(before.place, task.place) if before and _near(before.ends_at, task.starts_at) else 0
    onwards = travel(task.place, after.place) if after and _near(task.ends_at, after.starts_at) else 0
    hindrance = ""
    if worker.id not in task.able:
        hindrance = "not-able"
    elif not any(begins <= task.starts_at and task.ends_at <= ends for begins, ends in worker.windows):
        hindrance = "no-shift"
    elif (before and before.ends_at > task.starts_at) or (after and after.starts_at < task.ends_at):
        hindrance = "busy"
    elif (before and before.ends_at + timedelta(minutes=to_here) > task.starts_at) or (
        after and task.ends_at + timedelta(minutes=onwards) > after.starts_at
    ):
        hindrance = "way"
    elif _minutes(task) + to_here > worker.minutes_left:
        hindrance = "week-full"
    wanted = "regular" if worker.id == task.regular else "backup" if worker.id == task.backup else ""
    return Candidate(
        worker_id=worker.id,
        hindrance=hindrance,
        way_before=to_here,
        way_after=onwards,
        seen_before=task.seen_before.get(worker.id, 0),
        damped_milli=worker.damped_milli,
        ratings=worker.ratings,
        wanted=wanted,  # type: ignore[arg-type]
    )


def _with(worker: Worker, task: Task, best: Ranked) -> Worker:
    stop = Stop(starts_at=task.starts_at, ends_at=task.ends_at, place=task.place)
    left = worker.minutes_left - _minutes(task) - best.candidate.way_before
    return replace(worker, stops=(*worker.stops, stop), minutes_left=left)


def _near(ends_at: datetime, starts_at: datetime) -> bool:
    """Whether one stop leads straight to the next; over a night nobody comes from the last place of the day."""
    return starts_at - ends_at < timedelta(hours=4)


def _minutes(task: Task) -> int:
    return int((task.ends_at - task.starts_at).total_seconds() // 60)


def _key(candidate: Candidate) -> tuple[int, int, bytes]:
    return _CHOICE[candidate.wanted], -points(candidate), candidate.worker_id.bytes


def _lot(candidate: Candidate, day: date) -> bytes:
    return hashlib.blake2b(candidate.worker_id.bytes + day.isoformat().encode(), digest_size=8).digest()


def _reasons(each: Candidate, *, shared: bool) -> tuple[Reason, ...]:
    if each.hindrance:
        return (Reason(each.hindrance),)
    found = [Reason(each.wanted)] if each.wanted else []
    if shared:
        found.append(Reason("newcomer", {"every": NEWCOMER_EVERY}))
    if each.seen_before:
        found.append(Reason("continuity", {"visits": each.seen_before}))
    found.append(Reason("way", {"minutes": each.way_before + each.way_after}))
    code = "score" if each.ratings else "unrated"
    found.append(Reason(code, {"damped_milli": each.damped_milli, "ratings": each.ratings}))
    return tuple(found)
