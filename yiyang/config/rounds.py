"""What is done again and again without anybody asking, by one worker of the site at a time. One line each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Round:
    """A verb `module:function`, called with `now` every so many seconds; it must bear being called twice or never."""

    path: str
    every_seconds: float


ROUNDS = [
    Round("yiyang.ground.trust.services:seal_when_due", 1),
    Round("yiyang.ground.cases.services:escalate_due", 2),
    Round("yiyang.lifecycle.orders.services:expire_due", 5),
    Round("yiyang.ground.places.services:warn_expiring", 3600),
    Round("yiyang.ground.messages.services:deliver_due", 5),
    Round("yiyang.config.jobs:retry_stalled", 10),
    Round("yiyang.lifecycle.settlement.services:chase", 15),
    Round("yiyang.lifecycle.settlement.services:reconcile_yesterday", 21_600),
    Round("yiyang.lifecycle.ledger.services:snapshot", 3600),
    Round("yiyang.ground.places.services:index_houses", 60),
    Round("yiyang.lifecycle.offers.services:index_services", 60),
    Round("yiyang.lifecycle.exchange.services:sweep_lists", 21_600),
    Round("yiyang.care.records.services:sweep_attachments", 21_600),
    Round("yiyang.adapters.payment_simulator.company:deliver_due", 5),
    Round("yiyang.ground.people.services:warn_licences", 3600),
]
