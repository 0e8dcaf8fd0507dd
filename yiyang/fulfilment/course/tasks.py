"""What the worker does for courses. The job may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.fulfilment.course.services.finish import finish_due


@app.periodic(cron="7 * * * *")
@app.task(name="course.finish-due", queueing_lock="course.finish-due")
def finish_what_has_run_out(timestamp: int) -> None:
    finish_due(clock.now())
