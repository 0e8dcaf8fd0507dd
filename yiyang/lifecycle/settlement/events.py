"""What happened to money, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.money import Money


@dataclass(frozen=True, kw_only=True)
class MoneyEvent:
    bill_id: UUID
    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    amount: Money
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(MoneyEvent):
    """Money came in. `applied` is false when nobody asked for it any more: it goes back by itself."""

    payment_id: UUID
    applied: bool


@dataclass(frozen=True, kw_only=True)
class RefundAsked(MoneyEvent):
    """Money is to go back; `reason` is `cancelled`, `late`, `surplus`, or what somebody wrote."""

    payment_id: UUID
    refund_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class RefundSucceeded(MoneyEvent):
    """The provider confirmed that the money has gone back."""

    payment_id: UUID
    refund_id: UUID


@dataclass(frozen=True, kw_only=True)
class BillClosed(MoneyEvent):
    """The work has ended and `amount` is what was earned by it."""
