"""What a course says of itself to orders: its card, its proof, its charge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from yiyang.face import words
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.models import CODE, Purchase
from yiyang.fulfilment.course.selectors.purchases import Bought, bought
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, OrderRow

_GRANTED = gettext_lazy("the package was handed over")
_OVER = gettext_lazy("it was used up, or its term ended")


def cards_of(orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
    """Cards in the reader's language, in a number of queries that does not grow with them."""
    found = bought(viewer, [order.id for order in orders])
    return {order.id: _card(order, found.get(order.id), now) for order in orders}


def uses_left(one: Bought) -> str:
    """`3 of 5 uses left`."""
    return ngettext("%(left)s of %(uses)s use left", "%(left)s of %(uses)s uses left", one.uses) % {
        "left": one.left,
        "uses": one.uses,
    }


def _card(order: OrderRow, one: Bought | None, now: datetime) -> Card:
    title = words.named(one.package) if one else gettext("Package")
    if one and one.granted_at and order.open:
        title = f"{title} ({uses_left(one)})"
    house = (one.package.organisation if words.chinese() else one.package.organisation_en) if one else ""
    return Card(
        order_id=order.id,
        code=order.code,
        state="lapsed" if order.lapsed(now) else order.state,
        title=title,
        starts_at=None,
        ends_at=None,
        where=house,
        who="",
        next_step=_next_step(order, one, now),
        href=reverse("course:show", args=[order.id]),
        facts=((gettext("Left"), uses_left(one)),) if one and one.granted_at else (),
    )


def _next_step(order: OrderRow, one: Bought | None, now: datetime) -> str:
    if order.lapsed(now):
        return gettext("The time to pay has run out. Nothing was bought.")
    if order.state == "requested" and order.pay_until is not None:
        return gettext("Pay before %(hour)s; then you can use it at once.") % {"hour": words.hour(order.pay_until)}
    if order.open and one is not None and one.ends_at is not None:
        if not one.left:
            return gettext("Every use is booked or taken.")
        return gettext("Book a visit and choose to pay with this package, until %(day)s.") % {
            "day": words.full_moment(one.ends_at)
        }
    if order.state == "completed":
        return gettext("This package is used up, or its term is over.")
    return gettext("This package was given back.")


def evidence_of(order: OrderRow) -> Evidence:
    """A course is proven by having been handed over, and by its end."""
    row = Purchase.objects.filter(order_id=order.id).first()
    marks = {
        _GRANTED: row is not None and row.granted_at is not None,
        _OVER: row is not None and row.closed_at is not None and order.state == "completed",
    }
    return Evidence(
        proven=tuple(str(mark) for mark, there in marks.items() if there),
        missing=tuple(str(mark) for mark, there in marks.items() if not there),
    )


def charges_of(order: OrderRow) -> list[Charge]:
    """The price of the package, as quoted."""
    row = Purchase.objects.select_related("package").filter(order_id=order.id).first()
    if row is None or not order.price.minor:
        return []
    package = row.package
    return [Charge(CODE, package.name, package.name_en or package.name, order.price, order.id, order.placed_at)]
