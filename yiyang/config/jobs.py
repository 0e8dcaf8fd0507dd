"""The queue: work that leaves the house, deferred in the transaction of its deed and done by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString

from django.db import connections, transaction
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector

from yiyang.ground.access.postgres.address import address_of

STALLED_AFTER_SECONDS = 45
JOBS_AT_ONCE = 4
_STALLED = """
SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - %s * interval '1 second')
FOR UPDATE OF job SKIP LOCKED
"""


class Transactional(DjangoConnector):
    """Django's connection, inside the caller's transaction or, where there is none, inside one of its own.

    A job deferred anywhere, in a page or in another job, is there exactly if the deed is.
    """

    def execute_query(self, query: LiteralString, **arguments: Any) -> None:
        with self._transaction():
            super().execute_query(query, **arguments)

    def execute_query_one(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        with self._transaction():
            return super().execute_query_one(query, **arguments)

    def execute_query_all(self, query: LiteralString, **arguments: Any) -> list[dict[str, Any]]:
        with self._transaction():
            return super().execute_query_all(query, **arguments)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        alone = not self.connection.in_atomic_block
        try:
            with transaction.atomic(using=self.alias, savepoint=False):
                yield
        finally:
            if alone:  # the thread of a periodic job lives long and must not keep a connection that may break
                self.connection.close()


def on_ready(made: App) -> None:
    """Let the queue of the whole house speak inside transactions."""
    made.connector = Transactional(alias="default")
    made.job_manager = JobManager(made.connector)


def for_worker() -> App:
    """The queue as a worker reaches it: as the worker's role, with connections of its own.

    Only the fetching goes there; what a task defers still goes through `Transactional`.
    """
    return app.with_connector(PsycopgConnector(kwargs=address_of("worker"), min_size=1, max_size=JOBS_AT_ONCE + 2))


def retry_stalled(now: datetime) -> int:
    """Give back to the queue what a killed worker was doing; answers how many. Its heartbeat decides."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_STALLED, [STALLED_AFTER_SECONDS])
        stalled = [row[0] for row in cursor.fetchall()]
        queue = app.with_connector(DjangoConnector(alias="worker")).job_manager
        for job_id in stalled:
            queue.retry_job_by_id(job_id, retry_at=now)
    return len(stalled)
