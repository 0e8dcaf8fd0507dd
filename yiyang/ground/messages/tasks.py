"""What the worker does for messages."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.ground.messages import outbox
from yiyang.ground.messages.services.deliver import deliver, deliver_due


@app.task(name=outbox.DELIVER, queue="messages")
def deliver_notices(notice_ids: list[str]) -> None:
    deliver([UUID(one) for one in notice_ids], clock.now())


@app.periodic(cron="* * * * * */15", periodic_id="messages")
@app.task(name="messages.deliver-due", queue="messages", queueing_lock="messages.deliver-due")
def deliver_what_is_due(timestamp: int) -> None:
    deliver_due(clock.now())
