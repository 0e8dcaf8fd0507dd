"""A person goes: what was typed about their orders goes with them, and what happened stays without names."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connections, transaction

from yiyang.config.demo import cast
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.tests.factories import ACTOR_OF_HOSPITAL, GUIFANG, letter, letters

LIMIN = cast.actor("limin")


def test_the_words_go_and_the_steps_stay(committed: str, now: datetime) -> None:
    with acting_as(cast.actor("manager", "hospital"), now), transaction.atomic():
        service = letters()
    with acting_as(LIMIN, now), transaction.atomic():
        first, second = (letter(LIMIN, now, service.id) for _ in range(2))
        orders.cancel(order_id=first.id, by=LIMIN, now=now, reason="母亲住院了")
    with acting_as(ACTOR_OF_HOSPITAL, now), transaction.atomic():
        orders.cancel(order_id=second.id, by=ACTOR_OF_HOSPITAL, now=now, reason="provider")
    guifang = cast.actor("guifang")
    with acting_as(guifang, now), transaction.atomic():
        exported = seen.export_orders(guifang, GUIFANG, now)
        assert [each["steps"][-1]["reason"] for each in exported] == ["母亲住院了", "provider"]
    with acting_as(LIMIN, now), transaction.atomic(), pytest.raises(Unknown):
        seen.export_orders(LIMIN, GUIFANG, now)
    assert orders.erase_words(person_id=GUIFANG) >= 1, "the modes count what they keep of her as well"
    assert orders.erase_words(person_id=GUIFANG) == 0
    with acting_as(guifang, now), transaction.atomic():
        exported = seen.export_orders(guifang, GUIFANG, now)
        assert [each["steps"][-1]["reason"] for each in exported] == ["", "provider"]
        assert [each["state"] for each in exported] == ["cancelled", "cancelled"]


@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", ["orders_ordermove", "orders_amendment"])
def test_not_even_the_owner_rewrites_history(committed: str, now: datetime, statement: str, table: str) -> None:
    with acting_as(cast.actor("manager", "hospital"), now), transaction.atomic():
        service = letters()
    with acting_as(LIMIN, now), transaction.atomic():
        order = letter(LIMIN, now, service.id)
        change = orders.Change(order.starts_at, order.ends_at, {"sheets": 2}, {})
        orders.amend(order_id=order.id, by=LIMIN, now=now, change=change, reason="longer", request_key="a")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(using="owner"):
        connections["owner"].cursor().execute(statement.format(table))
