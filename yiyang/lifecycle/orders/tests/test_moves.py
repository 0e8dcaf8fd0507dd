"""An order's way from state to state: who may, once, with one event, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db.models import Q

from tests.contract.dummy.models import Letter
from yiyang.foundation import events as told
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Unknown
from yiyang.ground.access.models import Relation
from yiyang.ground.trust.models import Entry
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders import events
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import KeyReused, Lapsed, NotNow, ReasonMissing
from yiyang.lifecycle.orders.models import Amendment, Order
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.services import move
from yiyang.lifecycle.orders.tests.factories import ACTOR_OF_HOSPITAL, GUIFANG, HOSPITAL, letter, letters

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Every event of orders that was published, in order."""
    said: list[object] = []
    kinds = [each for each in vars(events).values() if isinstance(each, type) and issubclass(each, events.OrderEvent)]
    for kind in kinds:
        told.subscribe(kind, said.append)
    yield said
    for kind in kinds:
        told._subscribers[kind] = [run for run in told._subscribers[kind] if run != said.append]


@pytest.fixture
def order(looking_as: Looking, now: datetime) -> OrderRow:
    with looking_as("manager", "hospital"):
        service = letters()
    with looking_as("limin") as limin:
        return letter(limin, now, service.id)


def open_relation(at: datetime | None = None) -> bool:
    """Whether the hospital stands in a relation to Wang Guifang: without end, or still at an instant."""
    ours = Relation.objects.filter(viewer_id=HOSPITAL, person_id=GUIFANG, kind="open-order")
    return ours.filter(Q(ends_at=None) if at is None else Q(ends_at=None) | Q(ends_at__gt=at)).exists()


def test_from_payment_to_done(looking_as: Looking, now: datetime, order: OrderRow, heard: list[object]) -> None:
    assert not open_relation()
    with looking_as(ACTOR_OF_HOSPITAL) as system:
        paid = orders.accept(order_id=order.id, by=system, now=now)
        assert (paid.state, paid.accepted_at) == ("accepted", now)
        assert orders.accept(order_id=order.id, by=system, now=now) == paid
    assert open_relation()
    with looking_as("zhao", "hospital") as zhao:
        orders.start(order_id=order.id, by=zhao, now=now)
        assert orders.accept(order_id=order.id, by=zhao, now=now).state == "in-progress"
        orders.put_on_hold(order_id=order.id, by=zhao, now=now, reason="ink is out")
        orders.resume(order_id=order.id, by=zhao, now=now)
        done = orders.complete(order_id=order.id, by=zhao, now=now)
        assert orders.complete(order_id=order.id, by=zhao, now=now + timedelta(1)) == done
        assert done.closed_at == now
        assert [type(each).__name__ for each in heard] == [
            "OrderAccepted", "OrderStarted", "OrderPaused", "OrderResumed", "OrderCompleted",
        ]  # fmt: skip
        steps = seen.history(zhao, order.id, now)
        assert [step.to_state for step in steps] == [
            "requested", "accepted", "in-progress", "on-hold", "in-progress", "completed",
        ]  # fmt: skip
        assert Entry.objects.filter(id__in=[step.entry_id for step in steps]).count() == len(steps)
        assert seen.evidence(zhao, order.id, now).complete
    assert not open_relation()
    assert open_relation(now + timedelta(hours=24) - timedelta(seconds=1)), "what was done may be written up for a day"
    assert not open_relation(now + timedelta(hours=24))
    assert not Letter.objects.filter(live=True).exists()


def test_only_the_provider_carries_it_forward(looking_as: Looking, now: datetime, order: OrderRow) -> None:
    for who in ("limin", "guifang", "stranger"):
        with looking_as(who) as actor, pytest.raises(Unknown):
            orders.accept(order_id=order.id, by=actor, now=now)
    with looking_as("chen", "community") as nurse_elsewhere, pytest.raises(Unknown):
        orders.accept(order_id=order.id, by=nurse_elsewhere, now=now)
    with looking_as("desk", "hospital") as desk:
        assert orders.accept(order_id=order.id, by=desk, now=now).state == "accepted"


def test_work_that_was_not_done_needs_no_file(looking_as: Looking, now: datetime, order: OrderRow) -> None:
    with looking_as("desk", "hospital") as desk:
        orders.accept(order_id=order.id, by=desk, now=now)
        assert open_relation(now)
        orders.fail(order_id=order.id, by=desk, now=now, reason="no-show")
    assert not open_relation(now)


def test_steps_the_table_forbids(looking_as: Looking, now: datetime, order: OrderRow, heard: list[object]) -> None:
    with looking_as("zhao", "hospital") as zhao:
        for step in (orders.start, orders.complete, orders.resume):
            with pytest.raises(NotNow):
                step(order_id=order.id, by=zhao, now=now)
        with pytest.raises(NotNow):
            orders.fail(order_id=order.id, by=zhao, now=now, reason="no-show")
        with pytest.raises(ReasonMissing):
            orders.reject(order_id=order.id, by=zhao, now=now, reason="  ")
        assert not heard
        assert orders.reject(order_id=order.id, by=zhao, now=now, reason="no ink").state == "rejected"
        with pytest.raises(NotNow):
            orders.accept(order_id=order.id, by=zhao, now=now)
    assert not Letter.objects.filter(live=True).exists()


def test_whoever_may_book_may_take_it_back(
    looking_as: Looking, now: datetime, order: OrderRow, heard: list[object]
) -> None:
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        orders.cancel(order_id=order.id, by=stranger, now=now, reason="x")
    with looking_as("guifang") as guifang:
        with pytest.raises(ReasonMissing):
            orders.cancel(order_id=order.id, by=guifang, now=now, reason="")
        orders.cancel(order_id=order.id, by=guifang, now=now, reason="not needed")
        orders.cancel(order_id=order.id, by=guifang, now=now, reason="again")
        assert [(type(each).__name__, each.reason) for each in heard] == [("OrderCancelled", "not needed")]  # type: ignore[attr-defined]


def test_a_lapsed_hold_cannot_be_paid(looking_as: Looking, now: datetime, order: OrderRow) -> None:
    assert order.pay_until is not None
    with looking_as(ACTOR_OF_HOSPITAL) as system:
        with pytest.raises(Lapsed):
            orders.accept(order_id=order.id, by=system, now=order.pay_until)
        just_in_time = order.pay_until - timedelta(microseconds=1)
        assert orders.accept(order_id=order.id, by=system, now=just_in_time).state == "accepted"


def test_a_move_is_compare_and_swap(looking_as: Looking, now: datetime, order: OrderRow, heard: list[object]) -> None:
    with looking_as("desk", "hospital") as desk:
        orders.reject(order_id=order.id, by=desk, now=now, reason="no ink")
        with pytest.raises(Overtaken):
            move.move(order, "accepted", by=desk, now=now)
        # The control: believing what was read, the second step would overwrite the first.
        Order.objects.filter(id=order.id).update(state="accepted", closed_at=None)
        assert Order.objects.get(id=order.id).state == "accepted"
    assert [type(each).__name__ for each in heard] == ["OrderRejected"]


def test_an_amendment_stands_beside_what_was_agreed(
    looking_as: Looking, now: datetime, order: OrderRow, heard: list[object]
) -> None:
    later = now + timedelta(days=2)
    change = orders.Change(later, later + timedelta(hours=1), {"sheets": 2}, {"sheets": 1})
    with looking_as("limin") as limin:
        asked = {"order_id": order.id, "by": limin, "now": now, "change": change, "reason": "longer"}
        amended = orders.amend(**asked, request_key="a1")  # type: ignore[arg-type]
        assert amended.starts_at == later
        assert amended.price == order.price
        assert orders.amend(**asked, request_key="a1").starts_at == later  # type: ignore[arg-type]
        other = orders.Change(later, later + timedelta(hours=3), {}, {})
        with pytest.raises(KeyReused):
            orders.amend(**{**asked, "change": other}, request_key="a1")  # type: ignore[arg-type]
        [row] = Amendment.objects.all()
        assert (row.before["detail"], row.after["detail"]) == ({"sheets": 1}, {"sheets": 2})
        assert row.before["starts_at"] == order.starts_at.isoformat()  # type: ignore[union-attr]
        assert [step.after is None for step in seen.history(limin, order.id, now)] == [True, False]
        orders.cancel(order_id=order.id, by=limin, now=now, reason="enough")
        with pytest.raises(NotNow):
            orders.amend(**asked, request_key="a2")  # type: ignore[arg-type]
    assert [type(each).__name__ for each in heard] == ["OrderAmended", "OrderCancelled"]


def test_closing_frees_what_was_claimed(looking_as: Looking, now: datetime, order: OrderRow) -> None:
    with looking_as("limin") as limin:
        full = {"about": "长信", "sheets": 11}
        service_id = Service.objects.get(id=order.service_id).id
        letter(limin, now, service_id, detail=full)
        orders.cancel(order_id=order.id, by=limin, now=now, reason="x")
        letter(limin, now, service_id)
