"""What the worker does for home visits. Every job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.fulfilment.home_visit.services.remind import remind_due
from yiyang.fulfilment.home_visit.services.safety import forget_positions


@app.periodic(cron="*/5 * * * *")
@app.task(name="home_visit.remind-due", queueing_lock="home_visit.remind-due")
def remind_of_what_is_due(timestamp: int) -> None:
    remind_due(clock.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="home_visit.forget-positions", queueing_lock="home_visit.forget-positions")
def forget_old_positions(timestamp: int) -> None:
    forget_positions(clock.now())
