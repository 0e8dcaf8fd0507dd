"""Pay with a use of a package (R28): reserved with the order, taken when done, given back when cancelled in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from yiyang.foundation.money import Money
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.services import Quote
from yiyang.lifecycle.orders.errors import WayOfPayingUnknown
from yiyang.lifecycle.orders.models import PAID_WITH
from yiyang.lifecycle.orders.protocol import OrderRow, Wish
from yiyang.lifecycle.orders.states import CANCELLED, COMPLETED, FAILED

NO_SHOW = "no-show"
UNPAID = "unpaid"
BY_THE_HOUSE = "provider"
"""The house itself is the cause: only the house may say so, since everything paid then goes back."""
IN_TIME = 10_000  # basis points: whoever would get all their money back gets their use back


def priced(quote: Quote, pay_with: str) -> Quote:
    """The quote as the order will keep it: a use of a package costs nothing more. Raises WayOfPayingUnknown."""
    if pay_with not in PAID_WITH:
        raise WayOfPayingUnknown(field="pay_with")
    if pay_with == "money":
        return quote
    return replace(quote, amount=Money(0, quote.amount.currency), terms="free")


def reserve(wish: Wish, pay_with: str) -> None:
    """Reserve a use for the order that is being placed. Raises PackageUsedUp: the sixth of five is refused."""
    if pay_with == "package":
        offers.reserve_use(service_id=wish.service_id, person_id=wish.person_id, order_id=wish.order_id, now=wish.now)


def settle(order: OrderRow, reason: str, now: datetime) -> None:
    """The order has closed: the use is taken when the work was done, or nobody came, or it was cancelled too late."""
    if order.paid_with != "package":
        return
    if order.state == COMPLETED or (order.state == FAILED and reason == NO_SHOW) or _too_late(order, reason, now):
        offers.take_use(order_id=order.id, now=now)
    else:
        offers.give_back_use(order_id=order.id, now=now)


def _too_late(order: OrderRow, reason: str, now: datetime) -> bool:
    if order.state != CANCELLED or reason == BY_THE_HOUSE:
        return False
    share = offers.share_returned(service_id=order.service_id, starts_at=order.starts_at, now=now)
    return share < IN_TIME
