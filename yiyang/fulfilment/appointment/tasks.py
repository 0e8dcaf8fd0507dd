"""What the worker does for appointments. Every job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.fulfilment.appointment.services.remind import remind_due
from yiyang.fulfilment.appointment.services.watch import tell_watchers


@app.periodic(cron="*/5 * * * *")
@app.task(name="appointment.remind-due", queueing_lock="appointment.remind-due")
def remind_of_what_is_due(timestamp: int) -> None:
    remind_due(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="appointment.tell-watchers", queueing_lock="appointment.tell-watchers")
def tell_who_waits(timestamp: int) -> None:
    tell_watchers(clock.now())
