"""The jobs of money. Arguments are ids only; every job may run twice."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.lifecycle.settlement.services.chase import process_one, send
from yiyang.lifecycle.settlement.services.jobs import QUEUE

_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)


@app.task(name="settlement.process_notice", queue=QUEUE, retry=_AGAIN)
def process_notice(*, notice_id: str, organisation_id: str) -> None:
    process_one(UUID(notice_id), UUID(organisation_id), clock.now())


@app.task(name="settlement.send_refund", queue=QUEUE, retry=_AGAIN)
def send_refund(*, refund_id: str, organisation_id: str) -> None:
    send(UUID(refund_id), UUID(organisation_id), clock.now())
