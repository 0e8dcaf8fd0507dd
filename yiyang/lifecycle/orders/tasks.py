"""What the worker does for orders. Every job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.lifecycle.orders.services.cancel import expire_due


@app.periodic(cron="* * * * * */20")
@app.task(name="orders.expire-due", queueing_lock="orders.expire-due")
def expire_what_is_due(timestamp: int) -> None:
    expire_due(clock.now())
