"""What a visit says of itself to orders: its card, its proof, its charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from yiyang.face import words
from yiyang.foundation.errors import gettext_noop
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit.models import Entry, Visit
from yiyang.fulfilment.home_visit.services import proof
from yiyang.fulfilment.home_visit.states import CODE
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, OrderRow

NO_VISIT = gettext_noop("the visit was written down")


def cards_of(orders: Sequence[OrderRow], now: datetime) -> dict[UUID, Card]:
    """Cards in the reader's language, in one query; an emergency order without a visit has one too."""
    visits = {
        row.order_id: row
        for row in Visit.objects.filter(order_id__in=[order.id for order in orders]).select_related(
            "order__service", "practitioner", "organisation"
        )
    }
    return {order.id: _card(order, visits.get(order.id), now) for order in orders}


def _card(order: OrderRow, visit: Visit | None, now: datetime) -> Card:
    facts: list[tuple[str, str]] = []
    if visit is not None:
        facts.append((gettext("From"), words.named(visit.organisation)))
        if visit.purpose:
            facts.append((gettext("Purpose"), visit.purpose))
    return Card(
        order_id=order.id,
        code=order.code,
        state="lapsed" if order.lapsed(now) else order.state,
        title=words.named(visit.order.service) if visit else gettext("Visit at home"),
        starts_at=order.starts_at,
        ends_at=order.ends_at,
        where=visit.address if visit else "",
        who=words.named(visit.practitioner) if visit and visit.practitioner else "",
        next_step=_next_step(order, visit, now),
        href=reverse("home_visit:show", args=[order.id]),
        facts=tuple(facts),
    )


_SAYS: dict[str, Promise] = {
    "booked": gettext_lazy("%(who)s comes to you. You need not do anything."),
    "on-the-way": gettext_lazy("%(who)s is on the way to you."),
    "arrived": gettext_lazy("%(who)s is with you."),
    "left": gettext_lazy("The visit is over; the last papers are being finished."),
    "fulfilled": gettext_lazy("The visit is over. You can say how it was."),
    "cancelled": gettext_lazy("This visit was cancelled."),
}


def _next_step(order: OrderRow, visit: Visit | None, now: datetime) -> str:
    if order.lapsed(now):
        return gettext("The time to pay has run out. Please choose again.")
    if visit is None:
        return gettext("Help is on the way.") if order.open else gettext("It is over.")
    if visit.state == "pending" and order.pay_until is not None:
        return gettext("Pay before %(hour)s, or the hour is given back.") % {"hour": words.hour(order.pay_until)}
    if visit.state == "booked" and visit.practitioner is None:
        return gettext("We are looking for somebody who can come. You will be told who it is.")
    who = words.named(visit.practitioner) if visit.practitioner else gettext("Somebody")
    return str(_SAYS.get(visit.state, gettext_lazy("The visit did not take place."))) % {"who": who}


def evidence_of(order: OrderRow) -> Evidence:
    """What proves the visit: coming, the work, words, signature, going. Each proven, or missing by name."""
    visit = Visit.objects.select_related("item").filter(order_id=order.id).first()
    marks = proof.marks(visit, proof.handed_in(visit)) if visit else {NO_VISIT: False}
    return Evidence(
        proven=tuple(gettext(mark) for mark, there in marks.items() if there),
        missing=tuple(gettext(mark) for mark, there in marks.items() if not there),
    )


def charges_of(order: OrderRow) -> list[Charge]:
    """The item as quoted, the way, and what was used up: each stands on the order or on the entry that says so.

    A visit that ended without being done has nothing of its own to bill beyond what was agreed.
    """
    visit = Visit.objects.select_related("order__service").filter(order_id=order.id).first()
    if visit is None:
        return []
    service, charges = visit.order.service, []
    if order.price.minor:
        name_en = service.name_en or service.name
        charges.append(Charge(CODE, service.name, name_en, order.price, order.id, order.placed_at))
    if visit.travel_fee_minor and order.paid_with == "money":
        fee = Money(visit.travel_fee_minor, order.price.currency)
        charges.append(Charge(f"{CODE}.way", "上门交通费", "Way to the home", fee, order.id, order.placed_at))
    used = Entry.objects.filter(visit=visit, kind="used", outcome="accepted").order_by("seq", "key")
    for entry in used if visit.arrived_at else ():
        amount = Money(int(entry.made.get("price_minor", 0)), order.price.currency)
        name = str(entry.made.get("name", ""))
        charges.append(
            Charge(f"{CODE}.used", name, str(entry.made.get("name_en") or name), amount, entry.key, entry.at)
        )
    return charges
