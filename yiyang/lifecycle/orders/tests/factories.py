"""Orders of letters (the dummy mode): the lifecycle is tested without naming a real mode."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

HOSPITAL = cast.key("hospital")
GUIFANG = cast.key("guifang")
ACTOR_OF_HOSPITAL = Actor.system(HOSPITAL)


def letters(using: str = "default", **details: Any) -> Service:
    """A letter written at the hospital for 8.00 CNY, paid beforehand; write it as owner or with the house's eyes."""
    return Service.objects.using(using).create(
        **{
            "organisation_id": HOSPITAL,
            "mode": "dummy",
            "need": "letters",
            "name": "代写书信",
            "name_en": "A letter",
            "list_price_minor": 800,
            **details,
        }
    )


def letter(by: Actor, now: datetime, service_id: UUID, **asked: Any) -> OrderRow:
    """Order one letter of one sheet for Wang Guifang."""
    return orders.place(
        **{
            "by": by,
            "now": now,
            "service_id": service_id,
            "person_id": GUIFANG,
            "detail": {"about": "生日", "sheets": 1},
            "request_key": uuid4().hex,
            **asked,
        }
    )
