"""Packages that were bought, with what is left of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.models import Purchase
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers.selectors import PackageCard, Purse


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One package that was bought. `purses` is empty until it is paid; `return_until` is when it is kept for good."""

    order_id: UUID
    person_id: UUID
    package: PackageCard
    purses: tuple[Purse, ...]
    granted_at: datetime | None
    ends_at: datetime | None
    return_until: datetime | None
    closed_at: datetime | None

    @property
    def uses(self) -> int:
        return sum(content.uses for content in self.package.contents)

    @property
    def left(self) -> int:
        return sum(purse.left for purse in self.purses)

    def returnable(self, now: datetime) -> bool:
        """Whether it could be given back at `now`: paid, nothing of it used or booked, and within its days."""
        open_ = self.granted_at is not None and self.closed_at is None
        return open_ and self.left == self.uses and self.return_until is not None and now < self.return_until


def bought(viewer: Actor, order_ids: Sequence[UUID]) -> dict[UUID, Bought]:
    """What these orders bought, for the eyes the database lets look; four queries, whatever their number."""
    rows = list(Purchase.objects.filter(order_id__in=order_ids))
    cards = offered.package_cards(viewer, {row.package_id for row in rows})
    purses = offered.purses(viewer, [row.order_id for row in rows])
    return {row.order_id: _bought(row, cards[row.package_id], purses.get(row.order_id, [])) for row in rows}


def _bought(row: Purchase, card: PackageCard, purses: Sequence[Purse]) -> Bought:
    return Bought(
        order_id=row.order_id,
        person_id=row.person_id,
        package=card,
        purses=tuple(purses),
        granted_at=row.granted_at,
        ends_at=row.ends_at,
        return_until=row.granted_at + timedelta(days=card.return_days) if row.granted_at else None,
        closed_at=row.closed_at,
    )
