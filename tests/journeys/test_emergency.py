"""A response that is under way is written down, whatever stands in the way of an ordinary order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import uuid4

import pytest

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.access.models import Relation
from yiyang.ground.places.errors import NotOpen
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.capacity.errors import NumberTaken
from yiyang.lifecycle.capacity.selectors import numbers_of
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import TooManyOpen
from yiyang.lifecycle.settlement import services as settlement

Looking = Callable[..., AbstractContextManager[Actor]]
GUIFANG, HOSPITAL = cast.key("guifang"), cast.key("hospital")


@pytest.mark.django_db
def test_no_gate_stops_a_response(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        service = cardiology(open_limit=1)
        slots = [slot.id for slot in numbers_of(manager, session(now, service=service, numbers=2), now)]

    def wish(slot: int) -> dict[str, object]:
        detail = {"slot_id": str(slots[slot])}
        return {
            "now": now,
            "service_id": service.id,
            "person_id": GUIFANG,
            "detail": detail,
            "request_key": uuid4().hex,
        }

    def refused(slot: int) -> type[Refused]:
        with looking_as("limin") as limin, pytest.raises(Refused) as refusal:
            orders.place(by=limin, **wish(slot))  # type: ignore[arg-type]
        return type(refusal.value)

    with looking_as("limin") as limin:
        orders.place(by=limin, **wish(0))  # type: ignore[arg-type]
    assert refused(1) is TooManyOpen
    with looking_as("manager", "hospital"):
        Service.objects.filter(id=service.id).update(open_limit=5)
    assert refused(0) is NumberTaken
    with looking_as("manager", "hospital"):
        Organisation.objects.filter(id=HOSPITAL).update(state="suspended")
        Service.objects.filter(id=service.id).update(open_limit=1)
    assert refused(1) is NotOpen

    with looking_as(Actor.system(HOSPITAL)) as monitoring:
        order = orders.place_emergency(by=monitoring, **wish(0))  # type: ignore[arg-type]
        assert (order.state, order.priority, order.price.minor) == ("accepted", "stat", 0)
        assert settlement.statement_of(monitoring, order.id, now).state == "free"
        assert Relation.objects.filter(viewer_id=HOSPITAL, person_id=GUIFANG, source_id=order.id).exists()
    with looking_as("limin") as limin:
        assert order.id in [card.order_id for card in seen.open_orders(limin, GUIFANG, now)]
