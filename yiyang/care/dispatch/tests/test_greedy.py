"""The simple dispatcher keeps its published formula, sends nobody to two places, and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yiyang.care.dispatch.greedy import NEWCOMER_EVERY, NEWCOMER_RATINGS, Greedy, points
from yiyang.care.dispatch.protocol import Candidate, Place, Stop, Task, Worker

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
VISIT = UUID(int=99)


def who(number: int) -> UUID:
    return UUID(int=number)


def minutes(a: Place | None, b: Place | None) -> int:
    return 45 if a is None or b is None else round(abs(a[0] - b[0]) + abs(a[1] - b[1]))


candidates = st.builds(
    Candidate,
    worker_id=st.uuids(),
    hindrance=st.sampled_from(["", "", "", "busy", "no-shift"]),
    way_before=st.integers(0, 60),
    way_after=st.integers(0, 60),
    seen_before=st.integers(0, 9),
    damped_milli=st.integers(1_000, 5_000),
    ratings=st.integers(0, 40),
    wanted=st.just(""),
)


def test_one_five_does_not_beat_two_hundred_good_ones() -> None:
    lucky = Candidate(worker_id=who(1), damped_milli=4_048, ratings=6)
    proven = Candidate(worker_id=who(2), damped_milli=4_818, ratings=200)
    ranked = Greedy().insert(VISIT, [lucky, proven], DAY)
    assert [each.candidate.worker_id for each in ranked] == [who(2), who(1)]
    assert [reason.code for reason in ranked[0].reasons] == ["way", "score"]


def test_the_regular_worker_comes_first_and_the_hindered_last() -> None:
    far = Candidate(worker_id=who(1), wanted="regular", way_before=50, damped_milli=3_000, ratings=9)
    second = Candidate(worker_id=who(2), wanted="backup", damped_milli=3_500, ratings=9)
    best = Candidate(worker_id=who(3), damped_milli=4_900, ratings=99)
    busy = Candidate(worker_id=who(4), damped_milli=5_000, ratings=99, hindrance="busy")
    ranked = Greedy().insert(VISIT, [best, busy, second, far], DAY)
    assert [each.candidate.worker_id for each in ranked] == [who(1), who(2), who(3), who(4)]
    assert not ranked[-1].able


@given(st.lists(candidates, max_size=30, unique_by=lambda each: each.worker_id))
def test_the_order_follows_the_formula_and_newcomers_have_their_share(crew: list[Candidate]) -> None:
    ranked = Greedy().insert(VISIT, crew, DAY)
    assert {each.candidate.worker_id for each in ranked} == {each.worker_id for each in crew}
    assert [each.rank for each in ranked] == list(range(1, len(crew) + 1))
    able = [each.candidate for each in ranked if each.able]
    assert [each.able for each in ranked] == sorted((each.able for each in ranked), reverse=True)
    known = [each for each in able if each.ratings >= NEWCOMER_RATINGS]
    assert [points(each) for each in known] == sorted((points(each) for each in known), reverse=True)
    for place, each in enumerate(able, 1):
        later = able[place:]
        if each.ratings < NEWCOMER_RATINGS and any(other.ratings >= NEWCOMER_RATINGS for other in later):
            assert place % NEWCOMER_EVERY == 0


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(10, 90), st.integers(0, 40)), min_size=1, max_size=12),
    st.integers(1, 3),
)
def test_a_plan_sends_nobody_to_two_places(wanted: list[tuple[int, int, int]], crew: int) -> None:
    able = frozenset(who(number) for number in range(crew))
    tasks = [
        Task(
            id=UUID(int=1_000 + number),
            starts_at=AT + timedelta(minutes=start),
            ends_at=AT + timedelta(minutes=start + length),
            place=(float(place), 0.0),
            able=able,
        )
        for number, (start, length, place) in enumerate(wanted)
    ]
    window = ((AT, AT + timedelta(minutes=700)),)
    workers = [Worker(id=each, windows=window, minutes_left=300) for each in sorted(able)]
    plan = Greedy().propose(tasks, workers, minutes, DAY)
    assert [each.task_id for each in plan] == [task.id for task in tasks]
    assert plan == Greedy().propose(tasks, workers, minutes, DAY)
    by_id = {task.id: task for task in tasks}
    for worker in able:
        mine = sorted(
            (by_id[each.task_id] for each in plan if each.worker_id == worker), key=lambda task: task.starts_at
        )
        for before, after in pairwise(mine):
            way = minutes(before.place, after.place)
            assert before.ends_at + timedelta(minutes=way) <= after.starts_at
        assert sum((task.ends_at - task.starts_at) / timedelta(minutes=1) for task in mine) <= 300


def test_what_a_worker_does_already_is_kept_free() -> None:
    stop = Stop(starts_at=AT, ends_at=AT + timedelta(hours=1), place=(0.0, 0.0))
    worker = Worker(id=who(1), windows=((AT, AT + timedelta(hours=8)),), stops=(stop,))
    begins = AT + timedelta(minutes=75)
    task = Task(
        id=VISIT, starts_at=begins, ends_at=begins + timedelta(hours=1), place=(16.0, 0.0), able=frozenset({who(1)})
    )
    assert Greedy().propose([task], [worker], minutes, DAY)[0].worker_id is None
    near = Task(
        id=VISIT, starts_at=begins, ends_at=begins + timedelta(hours=1), place=(15.0, 0.0), able=frozenset({who(1)})
    )
    assert Greedy().propose([near], [worker], minutes, DAY)[0].worker_id == who(1)
