"""What settlement does when something happens to an order. Runs in the transaction of the order's own step."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.events import publish, subscribe
from yiyang.foundation.money import Money
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import selectors as offered
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderEvent,
    OrderFailed,
    OrderPlaced,
    OrderRejected,
)
from yiyang.lifecycle.orders.protocol import Charge, OrderRow, mode_of
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement.events import BillClosed
from yiyang.lifecycle.settlement.services import bills
from yiyang.lifecycle.settlement.services.refunds import return_surplus

ALL = 10_000  # basis points
NO_SHOW = "no-show"
BY_THE_HOUSE = "provider"
"""The reason of a cancellation that the house itself is the cause of: everything goes back."""


def listen() -> None:
    subscribe(OrderPlaced, on_placed)
    subscribe(OrderCompleted, on_completed)
    subscribe(OrderCancelled, on_cancelled)
    subscribe(OrderFailed, on_failed)
    subscribe(OrderRejected, on_rejected)


def on_placed(event: OrderPlaced) -> None:
    """Bill what was agreed. A price of zero makes no bill and no transfer."""
    if not event.price:
        return
    order = load(event.order_id)
    bills.open_bill(order, _charges(order) or [_price_itself(order, event.at)], event.at)


def on_completed(event: OrderCompleted) -> None:
    """Bill what came on top; then everything billed is earned. What was agreed at the start stays as agreed."""
    order = load(event.order_id)
    standing = bills.lock(order.id)
    charges = _charges(order)
    if standing is None:
        if charges:
            bills.open_bill(order, charges, event.at)
            _end(order.id, 0, "completed", event.by, event.at)
        return
    known = {(line.code, line.cause_id) for line in standing.lines}
    more = [charge for charge in charges if (charge.code, charge.cause_id) not in known]
    if more:
        bills.add(standing, order, more, event.at)
    _finish(standing, event.by, event.at)


def on_cancelled(event: OrderCancelled) -> None:
    """By the published rule, unless the house is the cause. The share was promised before the start, by the hour."""
    share = ALL if event.reason == BY_THE_HOUSE else _published_share(event)
    _end(event.order_id, share, "cancelled", event.by, event.at)


def on_failed(event: OrderFailed) -> None:
    """Whoever did not come gets what the published rule leaves them; any other failure costs nothing."""
    share = _published_share(event) if event.reason == NO_SHOW else ALL
    _end(event.order_id, share, event.reason if event.reason == NO_SHOW else "failed", event.by, event.at)


def on_rejected(event: OrderRejected) -> None:
    _end(event.order_id, ALL, "rejected", event.by, event.at)


def _published_share(event: OrderEvent) -> int:
    return offers.share_returned(service_id=event.service_id, starts_at=event.starts_at, now=event.at)


def _charges(order: OrderRow) -> list[Charge]:
    return [charge for charge in mode_of(order.mode).charges(order) if charge.amount]


def _price_itself(order: OrderRow, at: datetime) -> Charge:
    """A mode that bills nothing of its own bills the price; its cause is the order."""
    card = offered.service_card(Actor.system(order.organisation_id), order.service_id)
    return Charge(order.mode, card.name, card.name_en, order.price, order.id, at)


def _end(order_id: UUID, share_returned: int, code: str, by: Actor, at: datetime) -> None:
    standing = bills.lock(order_id)
    if standing is None:
        return
    if standing.bill.terms == "prepaid" and standing.bill.paid_minor == 0 and standing.bill.closed_at is None:
        share_returned = ALL if code == "cancelled" else share_returned  # an unpaid hold owes nothing
    returned = Money(sum(standing.left.values()), standing.bill.currency).percent(share_returned)
    _finish(bills.credit(standing, returned, bills.Reason(code, order_id, at)), by, at)


def _finish(standing: bills.Standing, by: Actor, at: datetime) -> None:
    bill = standing.bill
    bills.close(standing, at)
    return_surplus(standing, reason="cancelled", key=f"end:{bill.order_id}", by=by, now=at)
    bills.save(bill)
    earned = Money(bill.total_minor, bill.currency)
    trust.record(
        "bill.closed",
        by=by,
        now=at,
        payload={"bill": str(bill.id), "order": str(bill.order_id), "minor": earned.minor, "currency": earned.currency},
        organisation_id=bill.organisation_id,
        subject_id=bill.person_id,
    )
    publish(
        BillClosed(
            bill_id=bill.id,
            order_id=bill.order_id,
            organisation_id=bill.organisation_id,
            person_id=bill.person_id,
            amount=earned,
            at=at,
        )
    )
