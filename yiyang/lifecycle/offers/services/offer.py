"""An organisation begins or ceases to offer a service."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yiyang.foundation import events, moves
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.places import services as places
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import states
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.offers.errors import NoSuchNeed
from yiyang.lifecycle.offers.events import ServiceOffered, ServiceWithdrawn
from yiyang.lifecycle.offers.models import Need, Service
from yiyang.lifecycle.offers.services.gate import managed_service
from yiyang.lifecycle.offers.services.names import index_service


def offer(
    *, by: Actor, now: datetime, organisation_id: UUID, need: str, mode: str, name: str, price: Money, **details: Any
) -> Service:
    """Offer a service from now on. `details` are further columns of Service (terms, duration_minutes, gender…).

    What a house may sell follows from its kinds: raises what `places.require_trade` raises when none of them sells
    the need's category, and NoSuchNeed when the need is not in the catalogue.
    """
    access.require(by, MANAGE, now=now, organisation_id=organisation_id)
    wanted = Need.objects.filter(code=need).first()
    if wanted is None:
        raise NoSuchNeed(field="need", need=need)
    places.require_trade(organisation_id, wanted.category)
    with transaction.atomic():
        service = Service.objects.create(
            organisation_id=organisation_id,
            need=need,
            mode=mode,
            name=name,
            list_price_minor=price.minor,
            currency=price.currency,
            offered_at=now,
            **details,
        )
        index_service(service.id, organisation_id, service.name, service.name_en)
        trust.record(
            "service.offered",
            by=by,
            now=now,
            organisation_id=organisation_id,
            payload={"service": str(service.id), "need": need, "price_minor": price.minor, "currency": price.currency},
        )
        events.publish(ServiceOffered(service.id, organisation_id, now))
    return service


def retire(*, by: Actor, now: datetime, service_id: UUID) -> None:
    """Nobody can order it any more; what was ordered stands. Twice is once."""
    service = managed_service(by, now, service_id)
    if service.state == "retired":
        return
    with transaction.atomic():
        sources = moves.sources(states.SERVICE, "retired")
        if Service.objects.filter(id=service_id, state__in=sources).update(state="retired") != 1:
            raise Overtaken
        trust.record(
            "service.retired",
            by=by,
            now=now,
            organisation_id=service.organisation_id,
            payload={"service": str(service_id)},
        )
        events.publish(ServiceWithdrawn(service_id, service.organisation_id, now))
