"""Numbers of Dr Zhao, and appointments with him."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

GUIFANG = cast.key("guifang")
HOSPITAL = cast.key("hospital")
SYSTEM = Actor.system(HOSPITAL)


def numbers(session_id: UUID, now: datetime) -> list[UUID]:
    """The slots of a session in order."""
    return [slot.id for slot in capacity.numbers_of(SYSTEM, session_id, now)]


def book(by: Actor, now: datetime, service_id: UUID, slot_id: UUID, **asked: Any) -> OrderRow:
    """Take one certain number for Wang Guifang."""
    return orders.place(
        **{
            "by": by,
            "now": now,
            "service_id": service_id,
            "person_id": GUIFANG,
            "detail": {"slot_id": str(slot_id)},
            "request_key": uuid4().hex,
            **asked,
        }
    )
