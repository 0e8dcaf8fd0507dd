"""The money of a house: what came in by which way and is owed to it, what it earned, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.lifecycle.settlement.actions import SEE_HOUSE
from yiyang.lifecycle.settlement.models import Bill, Refund
from yiyang.lifecycle.settlement.states import ASKED

BILLS_MAX = 100
CURRENCY = "CNY"  # the one a house of this site works in; another one would be another table
_WAYS = """
    SELECT way, sum(payments), sum(came), sum(refunds), sum(went) FROM (
        SELECT provider AS way, 1 AS payments, amount_minor AS came, 0 AS refunds, 0 AS went FROM settlement_payment
         WHERE organisation_id = %(house)s AND state = 'succeeded' AND ended_at >= %(from)s AND ended_at < %(to)s
        UNION ALL
        SELECT p.provider, 0, 0, 1, r.amount_minor
          FROM settlement_refund r JOIN settlement_payment p ON p.id = r.payment_id
         WHERE r.organisation_id = %(house)s AND r.state = 'succeeded'
           AND r.ended_at >= %(from)s AND r.ended_at < %(to)s
    ) AS moved GROUP BY way ORDER BY way
"""
_SUMS = """
    SELECT COALESCE(sum(total_minor) FILTER (WHERE closed_at >= %(from)s AND closed_at < %(to)s), 0),
           COALESCE(sum(paid_minor - refunded_minor) FILTER (WHERE closed_at IS NULL), 0),
           COALESCE(sum(total_minor - paid_minor + refunded_minor - written_off_minor)
                    FILTER (WHERE state = 'due' AND terms <> 'prepaid'), 0)
      FROM settlement_bill WHERE organisation_id = %(house)s
"""


@dataclass(frozen=True)
class Way:
    """One way of paying in a period. `net` is what a payment company owes the house, or what lies in its till."""

    provider: str
    payments: int
    came_in: Money
    refunds: int
    went_back: Money

    @property
    def net(self) -> Money:
        return self.came_in - self.went_back


@dataclass(frozen=True)
class HouseMoney:
    """`earned` was earned by work that ended in the period. As of now: `ahead` is paid for work that is still to be
    done, `due` is what people owe for bills they pay afterwards.
    """

    ways: tuple[Way, ...]
    earned: Money
    ahead: Money
    due: Money


@dataclass(frozen=True)
class BillRow:
    """A bill as the list of a house names it; who it is for stands on its own page."""

    order_id: UUID
    code: str
    name: str
    name_en: str
    state: str
    total: Money
    opened_at: datetime


@dataclass(frozen=True)
class WaitingRefund:
    """A refund that a second person must agree to."""

    id: UUID
    order_id: UUID
    code: str
    amount: Money
    reason: str
    asked_at: datetime
    asked_by_id: UUID | None


def house_money(viewer: Actor, organisation_id: UUID, now: datetime, *, from_: datetime, to: datetime) -> HouseMoney:
    """What came in, went back and was earned in [from_, to). Two queries. Raises NotAllowed but for the till."""
    access.require(viewer, SEE_HOUSE, now=now, organisation_id=organisation_id)
    values: dict[str, Any] = {"house": organisation_id, "from": from_, "to": to}
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, values)
        ways = tuple(
            Way(way, payments, Money(int(came), CURRENCY), refunds, Money(int(went), CURRENCY))
            for way, payments, came, refunds, went in cursor.fetchall()
        )
        cursor.execute(_SUMS, values)
        earned, ahead, due = (Money(int(each), CURRENCY) for each in cursor.fetchone())
    return HouseMoney(ways, earned, ahead, due)


def house_bills(viewer: Actor, organisation_id: UUID, now: datetime, *, from_: datetime, to: datetime) -> list[BillRow]:
    """The bills opened in [from_, to), the latest first, at most 100, in one query. Raises NotAllowed."""
    access.require(viewer, SEE_HOUSE, now=now, organisation_id=organisation_id)
    rows = Bill.objects.filter(organisation_id=organisation_id, opened_at__gte=from_, opened_at__lt=to)
    found = rows.select_related("order__service").order_by("-opened_at", "-id")[:BILLS_MAX]
    return [
        BillRow(
            order_id=row.order_id,
            code=row.order.code,
            name=row.order.service.name,
            name_en=row.order.service.name_en or row.order.service.name,
            state=row.state,
            total=Money(row.total_minor, row.currency),
            opened_at=row.opened_at,
        )
        for row in found
    ]


def refunds_waiting(viewer: Actor, organisation_id: UUID, now: datetime) -> list[WaitingRefund]:
    """Refunds that wait for a second person, the oldest first, at most 100, in one query. Raises NotAllowed."""
    access.require(viewer, SEE_HOUSE, now=now, organisation_id=organisation_id)
    rows = Refund.objects.filter(organisation_id=organisation_id, state=ASKED).order_by("asked_at", "id")
    found = rows.annotate(order_id=F("payment__bill__order_id"), code=F("payment__bill__order__code"))[:BILLS_MAX]
    return [
        WaitingRefund(row.id, row.order_id, row.code, row.money, row.reason, row.asked_at, row.asked_by_id)
        for row in found
    ]
