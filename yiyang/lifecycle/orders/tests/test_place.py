"""Placing an order: who may, what it costs, what a repeated request finds, and what it claims."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from tests.contract.dummy.models import Letter
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS, SYSTEM, Actor
from yiyang.foundation.errors import Exhausted, Invalid, SignInNeeded, Unknown
from yiyang.foundation.identifiers import read_short_code
from yiyang.ground.access.models import Relation
from yiyang.ground.people.models import Person
from yiyang.ground.places.errors import NotOpen
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.errors import ChannelUnknown, KeyReused, TooManyOpen
from yiyang.lifecycle.orders.models import Order, OrderMove
from yiyang.lifecycle.orders.services import request, write
from yiyang.lifecycle.orders.tests.factories import ACTOR_OF_HOSPITAL, GUIFANG, HOSPITAL, letter, letters

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def service(looking_as: Looking) -> Service:
    with looking_as("manager", "hospital"):
        return letters()


def test_a_daughter_orders_and_the_price_is_fixed(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        order = letter(limin, now, service.id)
        assert (order.state, order.terms, order.price.minor) == ("requested", "prepaid", 800)
        assert order.pay_until == now + timedelta(minutes=15)
        assert order.channel == "relative"
        assert read_short_code(order.code) == order.code
        assert [step.to_state for step in seen.history(limin, order.id, now)] == ["requested"]
        assert seen.order_of(limin, order.id, now) == order
        Service.objects.filter(id=service.id).update(list_price_minor=9_900)
        assert seen.order_of(limin, order.id, now).price.minor == 800


def test_a_stranger_learns_nothing(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        order = letter(limin, now, service.id)
    with looking_as("stranger") as stranger:
        with pytest.raises(Unknown):
            letter(stranger, now, service.id)
        with pytest.raises(Unknown):
            seen.order_card(stranger, order.id, now)
        with pytest.raises(Unknown):
            orders.cancel(order_id=order.id, by=stranger, now=now, reason="x")
        assert not Order.objects.exists()
    with looking_as(ANONYMOUS), pytest.raises(SignInNeeded):
        letter(ANONYMOUS, now, service.id)


@pytest.mark.parametrize(("terms", "price"), [("postpaid", 800), ("free", 0), ("prepaid", 0)])
def test_who_need_not_pay_first_is_accepted_at_once(
    looking_as: Looking, now: datetime, service: Service, terms: str, price: int
) -> None:
    with looking_as("manager", "hospital"):
        Service.objects.filter(id=service.id).update(terms=terms, list_price_minor=price)
    with looking_as("guifang") as guifang:
        order = letter(guifang, now, service.id)
        assert order.state == "accepted"
        assert order.terms == ("free" if price == 0 else terms)
        assert order.pay_until is None
        assert order.channel == "web"
        assert [step.to_state for step in seen.history(guifang, order.id, now)] == ["requested", "accepted"]
        assert Relation.objects.filter(viewer_id=HOSPITAL, person_id=GUIFANG, source_id=order.id).exists()


def test_a_repeated_request_finds_the_first_answer(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        first = letter(limin, now, service.id, request_key="k1")
        again = letter(limin, now + timedelta(minutes=1), service.id, request_key="k1")
        assert again == first
        assert Order.objects.count() == 1
        assert Letter.objects.count() == 1
        with pytest.raises(KeyReused):
            letter(limin, now, service.id, request_key="k1", detail={"about": "药", "sheets": 1})
    with looking_as("guifang") as guifang:
        assert letter(guifang, now, service.id, request_key="k1").id != first.id


def test_one_key_for_two_people_is_refused(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        letter(limin, now, service.id, request_key="k1", person_id=limin.person_id)
        with pytest.raises(KeyReused):
            letter(limin, now, service.id, request_key="k1")


def test_a_taken_code_is_tried_again(
    looking_as: Looking, now: datetime, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking_as("limin") as limin:
        first = letter(limin, now, service.id)
        codes = iter([first.code, first.code, "YY-2222-222"])
        monkeypatch.setattr(write, "random_short_code", lambda: next(codes))
        assert letter(limin, now, service.id).code == "YY-2222-222"


def test_the_mode_refuses_nonsense_and_what_is_used_up(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        with pytest.raises(Invalid):
            letter(limin, now, service.id, detail={"about": ""})
        letter(limin, now, service.id, detail={"about": "长信", "sheets": 12})
        with pytest.raises(Exhausted):
            letter(limin, now, service.id)
        assert Order.objects.count() == 1
        with pytest.raises(ChannelUnknown):
            letter(limin, now, service.id, channel="pigeon")


def test_more_open_orders_than_allowed(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        placed = [letter(limin, now, service.id) for _ in range(3)]
        with pytest.raises(TooManyOpen) as refusal:
            letter(limin, now, service.id)
        assert refusal.value.facts == {"limit": 3}
        orders.cancel(order_id=placed[0].id, by=limin, now=now, reason="changed my mind")
        letter(limin, now, service.id)
        with pytest.raises(TooManyOpen):
            letter(limin, now, service.id)
        # At the very instant the unpaid ones lapse they no longer count, though nobody has swept them.
        later = now + timedelta(minutes=15)
        letter(limin, later, service.id)


def test_the_services_own_limit(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("manager", "hospital"):
        Service.objects.filter(id=service.id).update(open_limit=1)
    with looking_as("limin") as limin:
        letter(limin, now, service.id)
        with pytest.raises(TooManyOpen):
            letter(limin, now, service.id)


def test_an_order_is_based_on_one_about_the_same_person(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        first = letter(limin, now, service.id)
        assert letter(limin, now, service.id, based_on_id=first.id).based_on_id == first.id
        with pytest.raises(Unknown):
            letter(limin, now, service.id, person_id=limin.person_id, based_on_id=first.id)
        with pytest.raises(Unknown):
            letter(limin, now, service.id, based_on_id=uuid4())


def test_a_desk_orders_for_whom_it_may_and_for_nobody_else(
    looking_as: Looking, now: datetime, service: Service
) -> None:
    with looking_as("desk", "hospital") as desk:
        with pytest.raises(Unknown):
            letter(desk, now, service.id, channel="telephone")
        own = Person.objects.create(organisation_id=HOSPITAL, name="来电人")
        Relation.objects.create(
            viewer_id=HOSPITAL, person_id=own.id, kind="keeper", scopes=["see", "book"], starts_at=now
        )
        order = letter(desk, now, service.id, person_id=own.id, channel="telephone", caller="女儿")
        assert order.channel == "telephone"
        assert Order.objects.get(id=order.id).caller == "女儿"
        assert letter(desk, now, service.id, person_id=own.id).channel == "desk"


def test_nobody_calls_themselves_the_system(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin, pytest.raises(ChannelUnknown):
        letter(limin, now, service.id, channel="system")


def test_an_emergency_asks_no_gate(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("manager", "hospital"):
        Service.objects.filter(id=service.id).update(open_limit=1)
    with looking_as(ACTOR_OF_HOSPITAL) as system:
        asked = {"by": system, "now": now, "service_id": service.id, "person_id": GUIFANG}
        full = {"about": "求助", "sheets": 12}
        first = orders.place_emergency(**asked, detail=full, request_key="alarm-1")
        # Nothing is left, the limit is reached, what is asked is nonsense: the response is written down all the same.
        second = orders.place_emergency(**asked, detail=full, request_key="alarm-2")
        third = orders.place_emergency(**asked, detail={}, request_key="alarm-3")
        assert orders.place_emergency(**asked, detail=full, request_key="alarm-2") == second
        for order in (first, second, third):
            assert (order.state, order.priority, order.price.minor, order.terms) == ("accepted", "stat", 0, "free")
        assert second.starts_at == now
        assert Letter.objects.count() == 1
    with looking_as("limin") as limin, pytest.raises(Unknown):
        orders.place_emergency(**{**asked, "by": limin}, detail=full, request_key="alarm-4")


def test_an_emergency_at_a_closed_house(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("manager", "hospital"):
        Organisation.objects.filter(id=HOSPITAL).update(state="suspended")
    with looking_as("limin") as limin, pytest.raises(NotOpen):
        letter(limin, now, service.id)
    with looking_as(ACTOR_OF_HOSPITAL) as system:
        orders.place_emergency(
            by=system, now=now, service_id=service.id, person_id=GUIFANG, detail={}, request_key="alarm-1"
        )


def test_history_cannot_be_rewritten(looking_as: Looking, now: datetime, service: Service) -> None:
    with looking_as("limin") as limin:
        letter(limin, now, service.id)
        for change in ({"reason": "x"}, {"to_state": "completed"}, {"to_state": "completed", "reason": ""}):
            with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
                OrderMove.objects.update(**change)
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            OrderMove.objects.all().delete()


def test_the_digest_tells_content_apart(now: datetime) -> None:
    asked = request.Request(
        by=SYSTEM, service_id=uuid4(), person_id=uuid4(), detail={"a": 1, "b": [2]}, request_key="k"
    )
    assert replace(asked, detail={"b": [2], "a": 1}, request_key="other").digest() == asked.digest()
    for other in (
        {"detail": {"a": 1}},
        {"channel": "desk"},
        {"caller": "x"},
        {"based_on_id": uuid4()},
        {"person_id": cast.key("limin")},
    ):
        assert replace(asked, **other).digest() != asked.digest()  # type: ignore[arg-type]
