"""What a course does when orders move: its own, and those that a use of it pays. Runs in the order's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.errors import Begun, ReturnOver
from yiyang.fulfilment.course.models import CODE, Purchase
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.events import OrderAccepted, OrderCancelled, OrderEvent
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.services import BY_THE_HOUSE
from yiyang.lifecycle.orders.states import ACCEPTED, IN_PROGRESS


def granted(event: OrderAccepted) -> None:
    """The money is there (or nothing was asked): the uses are the person's. An order is accepted once, so this is."""
    if event.mode != CODE:
        return
    purchase = Purchase.objects.select_related("package").get(order_id=event.order_id)
    offers.grant_package(
        package_id=purchase.package_id, person_id=purchase.person_id, order_id=event.order_id, now=event.at
    )
    ends_at = event.at + timedelta(days=purchase.package.valid_days)
    Purchase.objects.filter(order_id=event.order_id, granted_at=None).update(granted_at=event.at, ends_at=ends_at)


def given_back(event: OrderCancelled) -> None:
    """The published rule of a paid package: unused, and within its days. A house that is itself the cause may always.

    Raises Begun and ReturnOver, which undo the whole step.
    """
    if event.mode != CODE:
        return
    purchase = Purchase.objects.select_related("package").get(order_id=event.order_id)
    begun = offers.end_package(order_id=event.order_id, now=event.at)
    if purchase.granted_at is None or event.reason == BY_THE_HOUSE:
        return
    if begun:
        raise Begun
    days = purchase.package.return_days
    if event.at >= purchase.granted_at + timedelta(days=days):
        raise ReturnOver(days=days)


def used(event: OrderEvent) -> None:
    """An order is over that may have taken a use: the first use taken begins the course, the last one completes it."""
    bought = offers.bought_by(order_id=event.order_id)
    if bought is not None and Purchase.objects.filter(order_id=bought[0]).exists():  # some packages are given, not sold
        advance(bought[0], event.organisation_id, event.at, over=bought[1])


def advance(order_id: UUID, organisation_id: UUID, now: datetime, *, over: bool) -> None:
    """Begin the course of an order if it has not begun, and complete it when it is over. Repeating changes nothing."""
    _lock(order_id)
    house, state = Actor.system(organisation_id), load(order_id).state
    if state == ACCEPTED:
        state = orders.start(order_id=order_id, by=house, now=now).state
    if state == IN_PROGRESS and over:
        orders.complete(order_id=order_id, by=house, now=now)


def _lock(order_id: UUID) -> None:
    """Two visits that end together, or two sweeps, must not overtake each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM orders_order WHERE id = %s FOR UPDATE", [order_id])
