"""The way from the deed's transaction to the worker: a job that is there exactly if the deed is.

Rooms above defer through `job` as well. Arguments appear in logs: ids only.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

DELIVER = "messages.deliver"
# Always Django's own connection, also inside a worker, whose app would write the job outside the transaction.
_jobs = JobManager(DjangoConnector("default"))


def job(name: str, *, queue: str, once: str | None = None) -> JobDeferrer:
    """A job to be deferred in the current transaction; `once` names what may wait only once (AlreadyEnqueued)."""
    return configure_task(name=name, job_manager=_jobs, queue=queue, queueing_lock=once)


def defer(notice_ids: Sequence[UUID]) -> None:
    """Deliver these notices once the current transaction has committed."""
    job(DELIVER, queue="messages").defer(notice_ids=[str(one) for one in notice_ids])
