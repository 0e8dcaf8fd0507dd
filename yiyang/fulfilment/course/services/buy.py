"""Keep what was ordered, and close it: what `check`, `open` and `close` of the mode do."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.course.errors import NoPackageChosen
from yiyang.fulfilment.course.models import Purchase
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.selectors import PackageCard
from yiyang.lifecycle.orders.protocol import Wish


def chosen(wish: Wish) -> PackageCard:
    """The package that is ordered: its id must be named, and be what the service sells. Raises NoPackageChosen."""
    if set(wish.detail) != {"package_id"}:
        raise NoPackageChosen(field="package_id")
    try:
        card = offered.package_sold_as(wish.by, wish.service_id)
    except Unknown:
        raise NoPackageChosen(field="package_id") from None
    if str(card.id) != str(wish.detail["package_id"]):
        raise NoPackageChosen(field="package_id")
    return card


def keep(wish: Wish) -> None:
    """Write down which package is being bought; nothing can be used before it is paid."""
    Purchase.objects.create(
        order_id=wish.order_id,
        organisation_id=wish.organisation_id,
        person_id=wish.person_id,
        package_id=chosen(wish).id,
    )


def close(order_id: UUID, now: datetime, *, ends: bool) -> None:
    """The order is over; with `ends` nothing of the package can be used any more. Repeating it changes nothing."""
    Purchase.objects.filter(order_id=order_id, closed_at=None).update(closed_at=now)
    if ends:
        offers.end_package(order_id=order_id, now=now)
