"""What the worker does for cases."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from yiyang.foundation import clock
from yiyang.ground.cases.services.escalate import due, escalate
from yiyang.ground.messages import outbox

ESCALATE = "cases.escalate"


@app.periodic(cron="* * * * * */10", periodic_id="cases")
@app.task(name="cases.escalate-due", queue="cases", queueing_lock="cases.escalate-due")
def escalate_what_is_due(timestamp: int) -> None:
    """One job for each case, so that one that fails holds up no other."""
    for case_id, organisation_id in due(clock.now()):
        job = outbox.job(ESCALATE, queue="cases", once=f"case {case_id}")
        try:
            with transaction.atomic():
                job.defer(case_id=str(case_id), organisation_id=str(organisation_id))
        except AlreadyEnqueued:
            continue


@app.task(name=ESCALATE, queue="cases")
def escalate_one(case_id: str, organisation_id: str) -> None:
    escalate(UUID(case_id), UUID(organisation_id), clock.now())
