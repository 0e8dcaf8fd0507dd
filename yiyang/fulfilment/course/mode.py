"""The mode `course`: a package of so many uses is bought, and used up over a term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.course.fhir import task
from yiyang.fulfilment.course.models import CODE, Purchase
from yiyang.fulfilment.course.selectors import bought, cards_of, charges_of, evidence_of
from yiyang.fulfilment.course.services.buy import chosen, close, keep
from yiyang.lifecycle.offers.actions import MANAGE
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, Opening, OrderRow, Way, Wish
from yiyang.lifecycle.orders.states import COMPLETED


class CourseMode:
    """Keeps the fulfilment protocol for packages. It has no hour: what it pays for has."""

    code = CODE
    open_max = 20
    ways = (Way(gettext_lazy("Packages"), "course:house", MANAGE.roles, "hand-heart", daily=False),)
    about_person: tuple[Way, ...] = ()

    def entrance(self, service_id: UUID) -> str:
        return reverse("course:buy", args=[service_id])

    def check(self, wish: Wish) -> None:
        chosen(wish)

    def open(self, wish: Wish) -> Opening:
        keep(wish)
        return Opening()

    def close(self, order: OrderRow, *, to: str, now: datetime) -> None:
        """Whatever ends a course but its own end takes what is left of it."""
        close(order.id, now, ends=to != COMPLETED)

    def evidence(self, order: OrderRow) -> Evidence:
        return evidence_of(order)

    def charges(self, order: OrderRow) -> list[Charge]:
        return charges_of(order)

    def card(self, orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
        return cards_of(orders, viewer, now)

    def resources(self, order: OrderRow) -> list[dict[str, Any]]:
        found = bought(Actor.system(order.organisation_id), [order.id])
        if order.id not in found:
            raise Unknown
        return [task(order, found[order.id])]

    def export(self, orders: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        """Which package, from when until when it counts."""
        rows = Purchase.objects.filter(order_id__in=orders).select_related("package")
        return {
            row.order_id: {"package": row.package.name, "granted_at": row.granted_at, "ends_at": row.ends_at}
            for row in rows
        }

    def erase(self, person_id: UUID, using: str) -> int:
        """A purchase holds no words."""
        return 0


mode = CourseMode()
