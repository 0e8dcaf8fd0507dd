"""`yiyang worker`: do the jobs that deeds left behind, and the rounds of the site."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import click
import psycopg
from django.db import DatabaseError, connections

from yiyang.config import jobs
from yiyang.config.rounds import ROUNDS, Round
from yiyang.foundation import clock
from yiyang.ground.access.postgres.address import address_of

LEADER_LOCK = 20261124
LOOK_SECONDS = 1.0
AFTER_FAULT_SECONDS = 5.0
JOB_SECONDS_MAX = 8
_log = logging.getLogger("yiyang.worker")


class Leader:
    """Whether this process does the rounds: one lock in the database, held by one connection as long as it lives."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.leads = threading.Event()

    def run(self) -> None:
        """Try for the lock until told to stop; give way at once when its connection breaks."""
        while not self.stop.is_set():
            with suppress(psycopg.Error), psycopg.connect(**address_of("worker"), autocommit=True) as connection:
                while not self.stop.is_set():
                    self._look(connection)
                    self.stop.wait(LOOK_SECONDS)
            self.leads.clear()
            self.stop.wait(LOOK_SECONDS)

    def _look(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        if self.leads.is_set():
            connection.execute("SELECT 1")
            return
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()
        if row and row[0]:
            self.leads.set()


def go_round(one: Round, verb: Callable[[datetime], object], leader: Leader) -> None:
    """Call one verb again and again while this process leads; a fault is logged and tried again, never the end."""
    while not leader.stop.is_set():
        pause = one.every_seconds
        if not leader.leads.wait(LOOK_SECONDS):
            continue
        try:
            verb(clock.now())
        except DatabaseError:  # the server restarts, or two rounds collide: the next one finds what this one left
            _log.warning("a round was interrupted", extra={"round": one.path})
            pause = AFTER_FAULT_SECONDS
        except Exception:  # noqa: BLE001 – one faulty verb must not stop the others; this is their door
            _log.exception("a round failed", extra={"round": one.path})
            pause = AFTER_FAULT_SECONDS
        finally:
            connections.close_all()
        leader.stop.wait(pause)


@contextmanager
def rounds(register: list[Round] = ROUNDS) -> Iterator[Leader]:
    """Do the rounds on threads of their own while the body runs."""
    leader = Leader(threading.Event())
    verbs = [(one, _verb(one)) for one in register]
    threads = [threading.Thread(target=leader.run, name="leader", daemon=True)]
    threads += [
        threading.Thread(target=go_round, args=(one, verb, leader), name=one.path, daemon=True) for one, verb in verbs
    ]
    for thread in threads:
        thread.start()
    try:
        yield leader
    finally:
        leader.stop.set()
        for thread in threads:
            thread.join(JOB_SECONDS_MAX)


def _verb(one: Round) -> Callable[[datetime], object]:
    module, name = one.path.split(":")
    verb: Callable[[datetime], object] = getattr(importlib.import_module(module), name)
    return verb


@click.command()
def worker() -> None:
    """Do the jobs of the site until told to stop. Start as many as there is work for; one of them does the rounds."""
    with rounds():
        jobs.for_worker().run_worker(
            concurrency=jobs.JOBS_AT_ONCE,
            delete_jobs="successful",
            shutdown_graceful_timeout=JOB_SECONDS_MAX,
            fetch_job_polling_interval=2.0,
        )
