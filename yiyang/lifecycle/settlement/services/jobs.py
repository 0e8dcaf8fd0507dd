"""What leaves the house is a job deferred in the transaction that decided it; the worker runs `tasks`."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

QUEUE = "money"
# Always Django's own connection, also inside a worker, whose app would write the job outside the transaction.
_jobs = JobManager(DjangoConnector("default"))


def process_notice(notice_id: UUID, organisation_id: UUID) -> None:
    """Understand a notice once this transaction has committed."""
    _defer("settlement.process_notice", notice_id=str(notice_id), organisation_id=str(organisation_id))


def send_refund(refund_id: UUID, organisation_id: UUID) -> None:
    """Send a refund once this transaction has committed."""
    _defer("settlement.send_refund", refund_id=str(refund_id), organisation_id=str(organisation_id))


def _defer(task: str, **arguments: str) -> None:
    configure_task(name=task, job_manager=_jobs, queue=QUEUE).defer(**arguments)
