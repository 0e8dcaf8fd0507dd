"""The way from the deed's transaction to the worker: a job that is there exactly if the deed is.

Arguments appear in logs: ids only.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

DELIVER = "messages.deliver"
SIGN_IN = "messages.sign-in"
# Always Django's own connection, also inside a worker, whose app would write the job outside the transaction.
_jobs = JobManager(DjangoConnector("default"))


def defer(notice_ids: Sequence[UUID]) -> None:
    """Deliver these notices once the current transaction has committed."""
    job = configure_task(name=DELIVER, job_manager=_jobs, queue="messages")
    job.defer(notice_ids=[str(one) for one in notice_ids])


def defer_sign_in(text_id: UUID) -> None:
    """Hand this sign-in text over once the current transaction has committed, before anything that is not urgent."""
    configure_task(name=SIGN_IN, job_manager=_jobs, queue="messages", priority=10).defer(text_id=str(text_id))
