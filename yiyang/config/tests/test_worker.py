"""The queue keeps faith with the deed, a killed worker's job is done by another, and the rounds have one leader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction
from procrastinate.contrib.django import app

from yiyang.config import jobs, rounds, worker
from yiyang.foundation import clock
from yiyang.ground.access.postgres.address import address_of

JOB = "tests.nothing"


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)


def ask(statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(**address_of("owner"), autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def waiting() -> int:
    rows = ask("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", JOB)
    count = rows[0][0]
    assert isinstance(count, int)
    return count


class ItWentWrong(Exception):
    pass


@pytest.mark.usefixtures("committed")
def test_a_job_is_there_exactly_if_its_deed_is() -> None:
    job = app.configure_task(JOB)

    @transaction.atomic
    def fail() -> None:
        job.defer()
        raise ItWentWrong

    with pytest.raises(ItWentWrong):
        fail()
    assert waiting() == 0
    with transaction.atomic():
        job.defer()
        assert waiting() == 0, "nobody sees it before the deed is done"
    assert waiting() == 1
    job.defer()
    assert waiting() == 2, "outside a transaction it makes one of its own, where a bare statement would raise"


@pytest.mark.usefixtures("committed")
def test_what_a_killed_worker_was_doing_is_given_back_and_what_a_living_one_does_is_not() -> None:
    for heartbeat in ("interval '5 minutes'", "interval '1 second'"):
        ask(
            "WITH doer AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            f" VALUES (now() - {heartbeat}) RETURNING id)"
            " INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, priority, attempts, worker_id)"
            " SELECT 'default', %s, 'doing', '{}', 0, 0, id FROM doer",
            JOB,
        )
    assert waiting() == 0
    assert jobs.retry_stalled(clock.now()) == 1
    assert jobs.retry_stalled(clock.now()) == 0
    assert waiting() == 1


def test_every_round_names_a_verb() -> None:
    for one in rounds.ROUNDS:
        assert callable(worker._verb(one)), one.path


called: list[str] = []


def count_round(now: datetime) -> None:
    called.append(threading.current_thread().name)


def fail_round(now: datetime) -> None:
    called.append("failed")
    raise DatabaseError


@pytest.mark.usefixtures("committed")
def test_one_leader_does_the_rounds_and_another_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(worker, "AFTER_FAULT_SECONDS", 0.05)
    called.clear()
    register = [
        rounds.Round(f"{__name__}:count_round", 0.02),
        rounds.Round(f"{__name__}:fail_round", 0.02),
    ]
    with worker.rounds(register) as first:
        until(first.leads.is_set)
        with worker.rounds(register) as other:
            until(lambda: len(called) > 10)
            assert not other.leads.is_set(), "there is one leader"
            assert called.count("failed") > 1, "a round that fails is tried again and stops no other"
            end_the_leader()
            until(lambda: first.leads.is_set() != other.leads.is_set() and holders() == 1)
            done = len(called)
            until(lambda: len(called) > done + 10)
    connections.close_all()


def holders() -> int:
    rows = ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", worker.LEADER_LOCK)
    count = rows[0][0]
    assert isinstance(count, int)
    return count


def end_the_leader() -> None:
    """Break the connection that holds the lock."""
    with psycopg.connect(**address_of("worker"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s",
            [worker.LEADER_LOCK],
        )
