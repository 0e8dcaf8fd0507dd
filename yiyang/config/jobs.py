"""The queue: work that leaves the house, deferred in the transaction of its deed and done by a worker."""

from __future__ import annotations

from datetime import datetime

from django.db import connections, transaction
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
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


def for_worker() -> App:
    """The queue as a worker reaches it: as the worker's role, with connections of its own."""
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
