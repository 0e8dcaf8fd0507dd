"""Several connections at once: a double click, a limit, two staff at one order, a killed sweep. With controls."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib import import_module
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Refused
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import KeyReused
from yiyang.lifecycle.orders.models import Order, OrderMove
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.services import carry_out
from yiyang.lifecycle.orders.services.move import move
from yiyang.lifecycle.orders.tests.factories import ACTOR_OF_HOSPITAL, HOSPITAL, letter, letters

# A verb has the name of its module, and hides it.
placing = import_module("yiyang.lifecycle.orders.services.place")
cancelling = import_module("yiyang.lifecycle.orders.services.cancel")
moving = import_module("yiyang.lifecycle.orders.services.move")

LIMIN = cast.actor("limin")
DESK = cast.actor("desk", "hospital")


@pytest.fixture
def service_id(committed: str, now: datetime) -> UUID:
    with acting_as(cast.actor("manager", "hospital"), now), transaction.atomic():
        return letters().id


def at_once(run: Callable[[int], Any], count: int) -> list[Any]:
    """Run `run(0)`, `run(1)`… on connections of their own, begun together; a refusal is an answer too."""
    start = Barrier(count)

    def one(number: int) -> Any:
        start.wait(timeout=20)
        try:
            return run(number)
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def placed(service_id: UUID, now: datetime, key: str) -> OrderRow:
    with acting_as(LIMIN, now), transaction.atomic():
        return letter(LIMIN, now, service_id, request_key=key)


def standing(now: datetime) -> list[Order]:
    with acting_as(ACTOR_OF_HOSPITAL, now), transaction.atomic():
        return list(Order.objects.order_by("id"))


def test_a_double_click_makes_one_order(service_id: UUID, now: datetime) -> None:
    answers = at_once(lambda _: placed(service_id, now, "one key"), 6)
    assert {answer.id for answer in answers} == {each.id for each in standing(now)}
    assert len(standing(now)) == 1


def test_control_without_lock_and_constraint_a_double_click_makes_many(
    service_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody looks for the first answer before there is one; with the constraint alone the late ones are refused."""
    looked, look = Barrier(3), placing.already

    def look_then_wait(request: Any) -> Any:
        found = look(request)
        looked.wait(timeout=20)
        return found

    monkeypatch.setattr(placing, "already", look_then_wait)
    monkeypatch.setattr(placing, "lock_person", lambda person_id: None)
    answers = at_once(lambda _: placed(service_id, now, "one key"), 3)
    assert sum(isinstance(answer, KeyReused) for answer in answers) == 2
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE orders_order DROP CONSTRAINT order_once")
    looked.reset()
    monkeypatch.setattr(placing, "already", lambda request: looked.wait(timeout=20) and None)
    at_once(lambda _: placed(service_id, now, "another key"), 3)
    assert len(standing(now)) > 2


def test_a_limit_holds_when_all_ask_at_once(service_id: UUID, now: datetime) -> None:
    answers = at_once(lambda number: placed(service_id, now, f"key {number}"), 6)
    assert len(standing(now)) == 3
    assert sum(isinstance(answer, Refused) for answer in answers) == 3


def test_control_without_the_lock_the_limit_is_passed(
    service_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody counts before anybody has written: the protection is the person's lock, and nothing else."""
    counted, check = Barrier(6), placing.check_limits

    def count_then_wait(*asked: Any) -> None:
        check(*asked)
        counted.wait(timeout=20)

    monkeypatch.setattr(placing, "check_limits", count_then_wait)
    monkeypatch.setattr(placing, "lock_person", lambda person_id: None)
    at_once(lambda number: placed(service_id, now, f"key {number}"), 6)
    assert len(standing(now)) == 6


def test_two_at_one_order_make_one_step(service_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    order = placed(service_id, now, "k")
    read = Barrier(2)

    def read_together(order_id: UUID) -> OrderRow:
        found = load(order_id)
        read.wait(timeout=20)
        return found

    monkeypatch.setattr(carry_out, "load", read_together)

    def step(number: int) -> OrderRow:
        with acting_as(DESK, now), transaction.atomic():
            if number:
                return orders.accept(order_id=order.id, by=DESK, now=now)
            return orders.reject(order_id=order.id, by=DESK, now=now, reason="no ink")

    answers = at_once(step, 2)
    assert sum(isinstance(answer, Overtaken) for answer in answers) == 1
    with acting_as(DESK, now), transaction.atomic():
        assert OrderMove.objects.filter(order_id=order.id).count() == 2


def test_control_without_compare_both_steps_are_taken(
    service_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed(service_id, now, "k")
    monkeypatch.setattr(moving, "_MOVE", moving._MOVE.replace("AND state = %(from)s", ""))
    with acting_as(DESK, now), transaction.atomic():
        move(order, "accepted", by=DESK, now=now)
        move(order, "rejected", by=DESK, now=now, reason="no ink")
        assert OrderMove.objects.filter(order_id=order.id).count() == 3


def test_a_sweep_may_be_killed_and_begun_again(
    service_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lapsing = [placed(service_id, now, f"k{number}") for number in range(3)]
    late = now + timedelta(minutes=15)
    assert orders.expire_due(late - timedelta(microseconds=1)) == 0
    done, expire = [], cancelling._expire

    def killed_after_one(*due: Any) -> bool:
        if done:
            raise KeyboardInterrupt
        done.append(due)
        return expire(*due)

    monkeypatch.setattr(cancelling, "_expire", killed_after_one)
    with pytest.raises(KeyboardInterrupt):
        orders.expire_due(late)
    monkeypatch.setattr(cancelling, "_expire", expire)
    assert orders.expire_due(late) == 2
    assert orders.expire_due(late) == 0
    with acting_as(Actor.system(HOSPITAL), late), transaction.atomic():
        assert {order.state for order in standing_in(lapsing)} == {"cancelled"}
        assert set(OrderMove.objects.filter(to_state="cancelled").values_list("reason", flat=True)) == {"unpaid"}
        assert OrderMove.objects.filter(to_state="cancelled").count() == 3


def standing_in(lapsing: list[OrderRow]) -> list[Order]:
    return list(Order.objects.filter(id__in=[each.id for each in lapsing]))


def test_two_sweeps_at_once_cancel_each_order_once(service_id: UUID, now: datetime) -> None:
    for number in range(3):
        placed(service_id, now, f"k{number}")
    late = now + timedelta(minutes=15)
    swept = at_once(lambda _: orders.expire_due(late), 4)
    assert sum(swept) == 3
    with acting_as(Actor.system(HOSPITAL), late), transaction.atomic():
        assert OrderMove.objects.filter(to_state="cancelled").count() == 3


def test_control_without_compare_two_sweeps_cancel_an_order_twice(
    service_id: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the order before either has written: only the compare in the move keeps the second out."""
    placed(service_id, now, "k")
    late, read = now + timedelta(minutes=15), Barrier(2)

    def read_together(order_id: UUID) -> OrderRow:
        found = load(order_id)
        read.wait(timeout=20)
        return found

    monkeypatch.setattr(cancelling, "load", read_together)
    monkeypatch.setattr(moving, "_MOVE", moving._MOVE.replace("AND state = %(from)s", ""))
    assert sum(at_once(lambda _: orders.expire_due(late), 2)) == 2
    with acting_as(Actor.system(HOSPITAL), late), transaction.atomic():
        assert OrderMove.objects.filter(to_state="cancelled").count() == 2
