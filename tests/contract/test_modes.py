"""Every mode keeps the fulfilment protocol: one suite, run for the dummy and for each real mode.

A mode joins by one line in MODES and one entry in `cases.CASES`: how to make something to order, and what nonsense is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.contract.cases import CASES, Case
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.foundation.money import Money
from yiyang.ground.access.actions import ALL_ROLES
from yiyang.lifecycle.orders import protocol
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, OrderRow

Looking = Callable[..., AbstractContextManager[Actor]]
HOSPITAL = cast.key("hospital")
SYSTEM = Actor.system(HOSPITAL)


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def service_id(case: Case, looking_as: Looking, now: datetime) -> UUID:
    with looking_as("manager", "hospital") as manager:
        return case.service(manager, now)


def place(case: Case, by: Actor, now: datetime, service_id: UUID, person: str = "guifang") -> OrderRow:
    return orders.place(
        by=by,
        now=now,
        service_id=service_id,
        person_id=cast.key(person),
        detail=case.detail(service_id, now),
        request_key=uuid4().hex,
    )


def carried_out(case: Case, order: OrderRow, looking_as: Looking, now: datetime) -> OrderRow:
    with looking_as(SYSTEM) as system:
        orders.accept(order_id=order.id, by=system, now=now)
    case.work(order, looking_as, now)
    with looking_as(SYSTEM) as system:
        return seen.order_of(system, order.id, now)


def test_every_mode_of_the_site_has_a_case() -> None:
    assert set(protocol.modes()) == set(CASES)
    assert len(settings.MODES) == len(CASES)


def test_every_way_of_a_mode_leads_somewhere() -> None:
    for mode in protocol.modes().values():
        assert mode.entrance(uuid4()).startswith("/")
        for way in mode.ways:
            assert reverse(way.address).startswith("/")
            assert way.roles <= ALL_ROLES


@pytest.mark.django_db
def test_check_refuses_nonsense_and_touches_nothing(
    case: Case, service_id: UUID, looking_as: Looking, now: datetime
) -> None:
    with looking_as("limin") as limin:
        for nonsense in ({}, {"x": 1}, {"session_id": "no id"}, *case.nonsense):
            before = case.claimed()
            with pytest.raises(Refused) as refusal:
                orders.place(
                    by=limin,
                    now=now,
                    service_id=service_id,
                    person_id=cast.key("guifang"),
                    detail=nonsense,
                    request_key=uuid4().hex,
                )
            assert refusal.value.field
            assert case.claimed() == before
        assert place(case, limin, now, service_id).state == "requested"


@pytest.mark.django_db
@pytest.mark.parametrize("closing", ["cancel", "reject", "expire"])
def test_what_open_claims_close_gives_back(
    case: Case, service_id: UUID, looking_as: Looking, now: datetime, closing: str
) -> None:
    with looking_as("limin") as limin:
        before = case.claimed()
        order = place(case, limin, now, service_id)
        assert case.claimed() == before + 1
    with looking_as(SYSTEM) as system:
        if closing == "reject":
            orders.reject(order_id=order.id, by=system, now=now, reason="closed")
        else:
            orders.cancel(order_id=order.id, by=system, now=now, reason=closing)
        assert case.claimed() == before
        closed = seen.order_of(system, order.id, now)
        protocol.mode_of(order.mode).close(closed, to=closed.state, now=now)
        assert case.claimed() == before
    with looking_as("limin") as limin:
        assert place(case, limin, now, service_id).state == "requested"


@pytest.mark.django_db
def test_the_work_is_proven_only_when_it_was_done(
    case: Case, service_id: UUID, looking_as: Looking, now: datetime
) -> None:
    with looking_as("limin") as limin:
        order = place(case, limin, now, service_id)
        promised = seen.evidence(limin, order.id, now)
        assert isinstance(promised, Evidence)
        assert promised.missing
        assert not promised.complete
    done = carried_out(case, order, looking_as, now)
    with looking_as("limin") as limin:
        assert done.state == "completed"
        assert seen.evidence(limin, order.id, now).complete


@pytest.mark.django_db
def test_charges_sum_to_the_quoted_price_and_name_their_cause(
    case: Case, service_id: UUID, looking_as: Looking, now: datetime
) -> None:
    with looking_as("limin") as limin:
        order = place(case, limin, now, service_id)
    done = carried_out(case, order, looking_as, now)
    with looking_as("limin") as limin:
        charges = seen.charges(limin, done.id, now)
        assert all(isinstance(charge, Charge) and charge.cause_id and charge.name_en for charge in charges)
        assert sum((charge.amount for charge in charges), Money(0)) == order.price
        cancelled = place(case, limin, now, service_id)
        orders.cancel(order_id=cancelled.id, by=limin, now=now, reason="x")


@pytest.mark.django_db
def test_cards_are_plain_and_cost_the_same_for_many(
    case: Case,
    service_id: UUID,
    looking_as: Looking,
    now: datetime,
) -> None:
    with looking_as("limin") as limin:
        place(case, limin, now, service_id)
        with CaptureQueriesContext(connection) as for_one:
            [card] = seen.orders_of(limin, cast.key("guifang"), now)
        assert isinstance(card, Card)
        assert card.title
        assert card.next_step
        assert card.href.startswith("/")
        place(case, limin, now, service_id)
        place(case, limin, now, service_id)
        with CaptureQueriesContext(connection) as for_three:
            assert len(seen.orders_of(limin, cast.key("guifang"), now)) == 3
        assert len(for_three) == len(for_one)
    with looking_as("desk", "hospital") as desk:
        assert len(seen.orders_at(desk, HOSPITAL, now)) == 3
    with looking_as("stranger") as stranger:
        with pytest.raises(Refused):
            seen.orders_at(stranger, HOSPITAL, now)
        assert seen.orders_of(stranger, stranger.person_id, now) == []  # type: ignore[arg-type]


@pytest.mark.django_db
def test_resources_are_fhir(case: Case, service_id: UUID, looking_as: Looking, now: datetime) -> None:
    with looking_as("limin") as limin:
        order = place(case, limin, now, service_id)
    done = carried_out(case, order, looking_as, now)
    with looking_as("limin") as limin:
        resources = seen.resources(limin, done.id, now)
    assert resources
    assert all(resource["resourceType"] and resource["id"] and resource["status"] for resource in resources)


def test_control_a_mode_that_keeps_nothing_is_no_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODES", ["tests.contract.cases"])
    protocol.modes.cache_clear()
    with pytest.raises((TypeError, AttributeError)):
        protocol.modes()
    monkeypatch.undo()
    protocol.modes.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_modes() -> Iterator[None]:
    yield
    protocol.modes.cache_clear()
