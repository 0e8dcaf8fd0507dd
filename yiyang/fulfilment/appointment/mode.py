"""The mode `appointment`: a number in a session, at a house, with somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment import states
from yiyang.fulfilment.appointment.actions import RECEIVE, SEE_PATIENTS
from yiyang.fulfilment.appointment.fhir import appointment, encounter
from yiyang.fulfilment.appointment.selectors.bookings import visit_of
from yiyang.fulfilment.appointment.selectors.cards import cards_of, charges_of, evidence_of
from yiyang.fulfilment.appointment.services.book import book, choice_of, close_booking
from yiyang.fulfilment.appointment.specimens import AppointmentSpecimens
from yiyang.fulfilment.appointment.states import CODE
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, Opening, OrderRow, Way, Wish

_CLOSED_AS = {
    "completed": states.FULFILLED,
    "failed": states.NOSHOW,
    "cancelled": states.CANCELLED,
    "rejected": states.CANCELLED,
}


class AppointmentMode:
    """Keeps the fulfilment protocol for numbered visits. `open_max` is the limit for one person over all houses."""

    code = CODE
    name = gettext_lazy("By appointment, with a number")
    open_max = 10
    ways = (
        Way(gettext_lazy("Desk"), "appointment:desk", RECEIVE.roles, "clipboard-list"),
        Way(gettext_lazy("My patients"), "appointment:list", SEE_PATIENTS.roles, "stethoscope"),
    )
    specimens = AppointmentSpecimens()

    about_person: tuple[Way, ...] = ()

    def entrance(self, service_id: UUID) -> str:
        return reverse("appointment:choose", args=[service_id])

    def check(self, wish: Wish) -> None:
        choice_of(wish.detail)

    def open(self, wish: Wish) -> Opening:
        claim = book(wish)
        return Opening(claim.starts_at, claim.ends_at)

    def close(self, order: OrderRow, *, to: str, now: datetime) -> None:
        """A number whose visit took place, or whose person stayed away, is used; any other goes back."""
        close_booking(order.id, _CLOSED_AS[to], now)
        if _CLOSED_AS[to] == states.CANCELLED:
            capacity.release(order.id, now)

    def evidence(self, order: OrderRow) -> Evidence:
        return evidence_of(order)

    def charges(self, order: OrderRow) -> list[Charge]:
        return charges_of(order)

    def card(self, orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
        return cards_of(orders, now)

    def resources(self, order: OrderRow) -> list[dict[str, Any]]:
        visit = visit_of(order.id)
        return [appointment(visit), *([encounter(visit)] if visit.seen_at else [])]

    def export(self, orders: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        """Nothing beside what the order says already."""
        return {}

    def erase(self, person_id: UUID, using: str) -> int:
        """A booking holds no words."""
        return 0


mode = AppointmentMode()
