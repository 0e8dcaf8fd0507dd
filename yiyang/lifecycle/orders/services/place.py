"""Place an order: the one way into the waist of the hourglass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.places import services as places
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.services import Quote
from yiyang.lifecycle.orders.actions import PLACE
from yiyang.lifecycle.orders.errors import ChannelUnknown
from yiyang.lifecycle.orders.events import OrderAccepted, OrderPlaced
from yiyang.lifecycle.orders.protocol import Opening, OrderRow, Wish, mode_of
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.services import package
from yiyang.lifecycle.orders.services.limits import check_limits
from yiyang.lifecycle.orders.services.move import event_facts, open_relation
from yiyang.lifecycle.orders.services.request import Request, already, lock_person
from yiyang.lifecycle.orders.services.write import Placing, write
from yiyang.lifecycle.orders.states import ACCEPTED


@transaction.atomic
def place(
    *,
    by: Actor,
    now: datetime,
    service_id: UUID,
    person_id: UUID,
    detail: Mapping[str, Any],
    request_key: str,
    based_on_id: UUID | None = None,
    channel: str = "web",
    caller: str = "",
    pay_with: str = "money",
) -> OrderRow:
    """Order a service for a person; what it needs is claimed and the price is fixed when this returns.

    A prepaid order waits in `requested` until `pay_until`; any other is accepted at once. The same `request_key` with
    the same content returns the first answer. A house says `desk` or `telephone`, and who called if not the person.
    `pay_with` is `money`, or `package` for one use of what the person bought before. Raises KeyReused, Unknown,
    TooManyOpen, ChannelUnknown, PackageUsedUp, and whatever the mode, the house and its capacity refuse.
    """
    access.require(by, PLACE, now=now, person_id=person_id)
    request = Request(
        by=by,
        service_id=service_id,
        person_id=person_id,
        detail=detail,
        request_key=request_key,
        based_on_id=based_on_id,
        channel=_channel(by, person_id, channel),
        caller=caller,
        pay_with=pay_with,
    )
    lock_person(person_id)
    if done := already(request):
        return done
    quote = package.priced(offers.quote(service_id=service_id, person_id=person_id, now=now), pay_with)
    mode = mode_of(quote.service.mode)
    prepaid = quote.terms == "prepaid"
    wish = _wish(request, quote, now, now + timedelta(minutes=quote.service.hold_minutes) if prepaid else None)
    places.require_open(wish.organisation_id, now)
    _check_base(based_on_id, person_id)
    check_limits(wish, mode, quote.service.open_limit)
    mode.check(wish)
    opening = mode.open(wish)
    offers.require_licensed(service_id, now)  # after the claim: in a rush nearly everyone is refused before this
    package.reserve(wish, pay_with)
    return _conclude(Placing(request=request, wish=wish, quote=quote, opening=opening, mode=mode.code))


@transaction.atomic
def place_emergency(
    *,
    by: Actor,
    now: datetime,
    service_id: UUID,
    person_id: UUID,
    detail: Mapping[str, Any],
    request_key: str,
    based_on_id: UUID | None = None,
) -> OrderRow:
    """Write down a response that is already under way: system only, price zero, accepted at once, priority `stat`.

    No gate stands here: a closed house, a reached limit or taken capacity do not stop it. What the mode cannot claim
    stays unclaimed; the order stands all the same and begins now.
    """
    if by.kind != "system":
        raise Unknown
    request = Request(
        by=by,
        service_id=service_id,
        person_id=person_id,
        detail=detail,
        request_key=request_key,
        based_on_id=based_on_id,
        channel="system",
    )
    lock_person(person_id)
    if done := already(request):
        return done
    quote = offers.quote(service_id=service_id, person_id=person_id, now=now)
    mode = mode_of(quote.service.mode)
    wish = _wish(request, quote, now, None)
    try:
        with transaction.atomic():
            mode.check(wish)
            opening = mode.open(wish)
    except Refused:
        opening = Opening(now)
    return _conclude(Placing(request=request, wish=wish, quote=quote, opening=opening, mode=mode.code, emergency=True))


def _channel(by: Actor, person_id: UUID, asked: str) -> str:
    """How the wish reached us; who acts for themselves or a relative cannot say it was the desk."""
    if by.kind == "system":
        return "system"
    if by.organisation_id is None:
        if asked != "web":
            raise ChannelUnknown(field="channel")
        return "web" if by.person_id == person_id else "relative"
    if asked not in ("web", "desk", "telephone"):
        raise ChannelUnknown(field="channel")
    return "desk" if asked == "web" else asked


def _wish(request: Request, quote: Quote, now: datetime, until: datetime | None) -> Wish:
    return Wish(
        order_id=new_id(),
        service_id=quote.service.id,
        organisation_id=quote.service.organisation_id,
        person_id=request.person_id,
        practitioner_id=quote.service.practitioner_id,
        by=request.by,
        now=now,
        until=until,
        detail=request.detail,
    )


def _check_base(based_on_id: UUID | None, person_id: UUID) -> None:
    """An order may only be based on one the caller can see, about the same person."""
    if based_on_id is not None and load(based_on_id).person_id != person_id:
        raise Unknown


def _conclude(placing: Placing) -> OrderRow:
    """Record the order, write it, and tell whoever listens."""
    by, now, order = placing.wish.by, placing.wish.now, placing.order()
    entry_id = trust.record(
        "order.placed",
        by=by,
        now=now,
        payload=placing.payload(order),
        organisation_id=order.organisation_id,
        subject_id=order.person_id,
    )
    order = write(placing, order, entry_id)
    if order.state == ACCEPTED:
        open_relation(order, now)
    facts = event_facts(order, by=by, now=now)
    publish(OrderPlaced(**facts, state=order.state, pay_until=order.pay_until))
    if order.state == ACCEPTED:
        publish(OrderAccepted(**facts))
    return order
