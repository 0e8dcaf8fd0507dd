"""What leaves the house is a job deferred in the transaction that decided it; the worker runs `tasks`."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

QUEUE = "money"


def process_notice(notice_id: UUID, organisation_id: UUID) -> None:
    """Understand a notice once this transaction has committed."""
    _defer("settlement.process_notice", notice_id=str(notice_id), organisation_id=str(organisation_id))


def send_refund(refund_id: UUID, organisation_id: UUID) -> None:
    """Send a refund once this transaction has committed."""
    _defer("settlement.send_refund", refund_id=str(refund_id), organisation_id=str(organisation_id))


def _defer(task: str, **arguments: str) -> None:
    app.configure_task(task, queue=QUEUE).defer(**arguments)
