"""What happened to an order, in the past tense. Every move publishes exactly one of these, in its transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money


@dataclass(frozen=True, kw_only=True)
class OrderEvent:
    """What every event says. `price`, `terms`, `channel` and who placed it are as agreed at the start; `reason` may be
    empty. `by` is who took this step.
    """

    order_id: UUID
    organisation_id: UUID
    person_id: UUID
    service_id: UUID
    mode: str
    terms: str
    channel: str
    placed_by_id: UUID | None
    price: Money
    starts_at: datetime | None
    at: datetime
    by: Actor
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """Somebody asked. `state` is `requested` while it waits for payment, else already `accepted`."""

    state: str
    pay_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderEvent):
    """Agreed: what was held is kept."""


@dataclass(frozen=True, kw_only=True)
class OrderStarted(OrderEvent):
    """The work began."""


@dataclass(frozen=True, kw_only=True)
class OrderPaused(OrderEvent):
    """The work rests, as a stay does while the resident is in hospital."""


@dataclass(frozen=True, kw_only=True)
class OrderResumed(OrderEvent):
    """The work goes on."""


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(OrderEvent):
    """The work is done."""


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """Taken back before the work began; `reason` is `unpaid` when the time to pay ran out."""


@dataclass(frozen=True, kw_only=True)
class OrderFailed(OrderEvent):
    """It could not be done; `reason` is `no-show` when the person did not come."""


@dataclass(frozen=True, kw_only=True)
class OrderRejected(OrderEvent):
    """The provider will not do it."""


@dataclass(frozen=True, kw_only=True)
class OrderAmended(OrderEvent):
    """Something agreed was agreed anew; `starts_at` is the one now in force."""

    amendment_id: UUID
