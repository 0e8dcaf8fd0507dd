"""What the worker does for messages."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.ground.messages import outbox
from yiyang.ground.messages.channels import NotDelivered
from yiyang.ground.messages.services.deliver import deliver
from yiyang.ground.messages.services.sign_in import send_sign_in_text


@app.task(name=outbox.DELIVER, queue="messages")
def deliver_notices(notice_ids: list[str]) -> None:
    deliver([UUID(one) for one in notice_ids], clock.now())


@app.task(
    name=outbox.SIGN_IN, queue="messages", retry=RetryStrategy(max_attempts=4, wait=5, retry_exceptions=[NotDelivered])
)
def hand_over_sign_in_text(text_id: str) -> None:
    send_sign_in_text(UUID(text_id), clock.now())
