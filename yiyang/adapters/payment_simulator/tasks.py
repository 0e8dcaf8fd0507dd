"""The simulated company's postman."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yiyang.adapters.payment_simulator import company
from yiyang.foundation import clock


@app.task(name="payment_simulator.deliver", queue="money")
def deliver() -> None:
    company.deliver_due(clock.now())
