"""The mode `home_visit`: somebody comes to the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit import states
from yiyang.fulfilment.home_visit.actions import ASSIGN, KEEP_LIST, ORDER, UNDERTAKE, VISIT
from yiyang.fulfilment.home_visit.selectors.cards import cards_of, charges_of, evidence_of
from yiyang.fulfilment.home_visit.selectors.leaving import export_of
from yiyang.fulfilment.home_visit.selectors.resources import resources_of
from yiyang.fulfilment.home_visit.services.book import book, close_visit
from yiyang.fulfilment.home_visit.services.choice import check, choice_of, terms_for
from yiyang.fulfilment.home_visit.services.erase import erase_visits
from yiyang.fulfilment.home_visit.services.prove import require_proof
from yiyang.fulfilment.home_visit.specimens import HomeVisitSpecimens
from yiyang.fulfilment.home_visit.states import CODE
from yiyang.ground.access.actions import CARER, NURSE
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, Opening, OrderRow, Way, Wish

BOARD = ASSIGN.roles | {NURSE, CARER}  # everybody who is sent sees the board; who decides also changes it
_CLOSED_AS = {"completed": states.FULFILLED, "cancelled": states.CANCELLED, "rejected": states.CANCELLED}


class HomeVisitMode:
    """Keeps the fulfilment protocol for visits at home. `open_max` leaves room for a series of half a year."""

    code = CODE
    name = gettext_lazy("At home, by somebody who comes")
    open_max = 60
    ways = (
        Way(gettext_lazy("Visits at home"), "home_visit:board", BOARD, "calendar-days"),
        Way(gettext_lazy("My visits"), "home_visit:phone", VISIT.roles, "house"),
        Way(gettext_lazy("What we do at home"), "home_visit:offered", UNDERTAKE.roles, "clipboard-list", daily=False),
        Way(
            gettext_lazy("What may be done at home"), "home_visit:lists", KEEP_LIST.roles, "clipboard-list", daily=False
        ),
    )
    about_person = (
        Way(gettext_lazy("Order care at home"), "home_visit:order", ORDER.roles, "house"),
        Way(gettext_lazy("Care at home your doctor ordered"), "home_visit:requests", frozenset(), "house"),
    )
    specimens = HomeVisitSpecimens()

    def entrance(self, service_id: UUID) -> str:
        return reverse("home_visit:choose", args=[service_id])

    def check(self, wish: Wish) -> None:
        choice = choice_of(wish.detail, wish.now)
        terms, item = terms_for(wish.service_id)
        check(choice, terms, item, wish)

    def open(self, wish: Wish) -> Opening:
        return book(wish)

    def close(self, order: OrderRow, *, to: str, now: datetime) -> None:
        """Work that nothing proves cannot be completed; whatever else ends gives the worker's time back."""
        if to == "completed":
            require_proof(order.id)
        close_visit(order.id, _CLOSED_AS.get(to, ""), now)

    def evidence(self, order: OrderRow) -> Evidence:
        return evidence_of(order)

    def charges(self, order: OrderRow) -> list[Charge]:
        return charges_of(order)

    def card(self, orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
        return cards_of(orders, now)

    def resources(self, order: OrderRow) -> list[dict[str, Any]]:
        return resources_of(order)

    def export(self, orders: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        return export_of(orders)

    def erase(self, person_id: UUID, using: str) -> int:
        return erase_visits(person_id, using)


mode = HomeVisitMode()
