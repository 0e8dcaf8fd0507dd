"""What the worker does for exchange. A job may run twice: what stands is found unchanged."""

from __future__ import annotations

from uuid import UUID

from django.db import OperationalError
from procrastinate.contrib.django import app

from yiyang.foundation import clock
from yiyang.lifecycle.exchange.services.runs import JOB, give_up, work_off


@app.task(name=JOB, queue="lists")
def work_off_list(run_id: str) -> None:
    try:
        work_off(UUID(run_id), clock.now())
    except OperationalError:
        raise  # the database restarts: the queue gives the job to somebody again
    except Exception:  # whatever went wrong, the run must say that it ended; the fault still reaches the queue
        give_up(UUID(run_id), clock.now())
        raise
