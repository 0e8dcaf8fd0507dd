"""What is still to pay: the bills of several persons that wait, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.lifecycle.settlement.actions import SEE
from yiyang.lifecycle.settlement.models import Bill
from yiyang.lifecycle.settlement.states import DUE

SHOWN_MAX = 50


@dataclass(frozen=True)
class DueBill:
    """One bill for work that is agreed or done; an unpaid hold is no debt and is not here."""

    order_id: UUID
    order_code: str
    person_id: UUID
    service: str
    service_en: str
    due: Money
    since: datetime


def bills_due(viewer: Actor, person_ids: Sequence[UUID], now: datetime) -> list[DueBill]:
    """At most 50 bills paid after the work that the viewer may see, in one query; others are left out."""
    seen = [each for each in person_ids if access.may(viewer, SEE, now=now, person_id=each) is not None]
    rows = Bill.objects.filter(person_id__in=seen, state=DUE, terms="postpaid").select_related("order__service")
    return [
        DueBill(
            row.order_id,
            row.order.code,
            row.person_id,
            row.order.service.name,
            row.order.service.name_en or row.order.service.name,
            Money(row.total_minor - row.paid_minor + row.refunded_minor - row.written_off_minor, row.currency),
            row.opened_at,
        )
        for row in rows.order_by("opened_at", "id")[:SHOWN_MAX]
    ]
