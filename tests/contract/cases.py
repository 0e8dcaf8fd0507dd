"""What the contract suite must know of each mode to order from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tests.contract.dummy.models import Letter
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.course.models import Purchase
from yiyang.fulfilment.course.tests.factories import package
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.states import OPEN
from yiyang.fulfilment.home_visit.tests import factories as at_home
from yiyang.lifecycle.capacity.models import SlotClaim
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.offers.models import Package
from yiyang.lifecycle.offers.tests.factories import cardiology
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.tests.factories import letters

Looking = Callable[..., AbstractContextManager[Actor]]


def done_by_zhao(order: OrderRow, looking_as: Looking, now: datetime) -> None:
    """Dr Zhao begins and ends it."""
    with looking_as("zhao", "hospital") as zhao:
        orders.start(order_id=order.id, by=zhao, now=now)
        orders.complete(order_id=order.id, by=zhao, now=now)


@dataclass(frozen=True)
class Case:
    """`service` makes something to order, `detail` says what a caller types, `claimed` counts what is taken.

    `work` does what an accepted order asks for: by whom, and how; the plainest is to start and to complete it.
    """

    service: Callable[[Actor, datetime], UUID]
    detail: Callable[[UUID, datetime], Mapping[str, Any]]
    claimed: Callable[[], int]
    nonsense: tuple[Mapping[str, Any], ...]
    work: Callable[[OrderRow, Looking, datetime], None] = done_by_zhao


_sessions: dict[UUID, list[UUID]] = {}


def _cardiology(by: Actor, now: datetime) -> UUID:
    service = cardiology()
    # One session a day, so that one person can have several appointments.
    _sessions[service.id] = [session(now, service=service, hours_ahead=24 * day) for day in range(1, 6)]
    return service.id


def _number(service_id: UUID, now: datetime) -> Mapping[str, Any]:
    sessions = _sessions[service_id]
    sessions.append(sessions.pop(0))
    return {"session_id": str(sessions[0])}


def _five_letters(by: Actor, now: datetime) -> UUID:
    return package(now, {letters().id: 5}).service_id


CASES = {
    "dummy": Case(
        service=lambda by, now: letters().id,
        detail=lambda service_id, now: {"about": "生日", "sheets": 2},
        claimed=lambda: Letter.objects.filter(live=True).count(),
        nonsense=({"about": "x", "sheets": 99}, {"about": "x", "sheets": "two"}),
    ),
    "course": Case(
        service=_five_letters,
        detail=lambda service_id, now: {"package_id": str(Package.objects.get(service_id=service_id).id)},
        claimed=lambda: Purchase.objects.filter(closed_at=None).count(),
        nonsense=({"package_id": str(uuid4())}, {"package_id": "1"}, {"package_id": "", "more": 1}),
    ),
    "home_visit": Case(
        service=at_home.at_the_hospital,
        detail=at_home.another_hour,
        claimed=lambda: Visit.objects.filter(state__in=OPEN).count(),
        nonsense=({"starts_at": "soon"}, {"starts_at": "2026-11-23T10:00:00"}, {"starts_at": "", "more": 1}),
        work=at_home.done_by_chen,
    ),
    "appointment": Case(
        service=_cardiology,
        detail=_number,
        claimed=lambda: SlotClaim.objects.filter(state__in=("held", "kept")).count(),
        nonsense=({"slot_id": str(uuid4()), "session_id": str(uuid4())}, {"slot_id": "1"}, {"number": 3}),
    ),
}
