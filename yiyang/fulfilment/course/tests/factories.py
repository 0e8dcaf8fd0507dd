"""A package of the hospital, bought for Wang Guifang."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.fulfilment.course.models import CODE
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.models import Package
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

HOSPITAL = cast.key("hospital")
GUIFANG = cast.key("guifang")
MANAGER = cast.actor("manager", "hospital")
SYSTEM = Actor.system(HOSPITAL)


@dataclass(frozen=True)
class OnSale:
    """A package and the service that sells it."""

    id: UUID
    service_id: UUID


def package(now: datetime, uses: Mapping[UUID, int], **details: Any) -> OnSale:
    """Put a package on sale for 200.00 CNY; call it with the manager's eyes."""
    about: dict[str, Any] = {"name": "五次套餐", "name_en": "Five visits", "price": Money(20_000), "valid_days": 90}
    made = offers.make_package(
        by=MANAGER, now=now, organisation_id=HOSPITAL, uses=uses, sold_by=CODE, **{**about, **details}
    )
    service_id = Package.objects.get(id=made).service_id
    assert service_id is not None
    return OnSale(made, service_id)


def buy(by: Actor, now: datetime, sold: OnSale, **asked: Any) -> OrderRow:
    """Order a package for Wang Guifang; it waits to be paid."""
    return orders.place(
        **{
            "by": by,
            "now": now,
            "service_id": sold.service_id,
            "person_id": GUIFANG,
            "detail": {"package_id": str(sold.id)},
            "request_key": uuid4().hex,
            **asked,
        }
    )
