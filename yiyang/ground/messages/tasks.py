"""What the worker does for messages."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.ground.messages import outbox
from yiyang.ground.messages.services.deliver import deliver


@app.task(name=outbox.DELIVER, queue="messages")
def deliver_notices(notice_ids: list[str]) -> None:
    deliver([UUID(one) for one in notice_ids], clock.now())
