"""The mode `dummy`: a letter is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.contract.dummy.models import Letter
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Exhausted, Invalid
from yiyang.lifecycle.orders.protocol import Card, Charge, Evidence, Opening, OrderRow, Way, Wish

PAPER = 12  # sheets in the house


class DummyMode:
    code = "dummy"
    open_max = 3
    ways: tuple[Way, ...] = ()
    about_person: tuple[Way, ...] = ()

    def entrance(self, service_id: UUID) -> str:
        return f"/dummy/{service_id}/"

    def check(self, wish: Wish) -> None:
        if set(wish.detail) != {"about", "sheets"} or not wish.detail["about"]:
            raise Invalid(field="about", reason="say what the letter is about")
        if not isinstance(wish.detail["sheets"], int) or not 1 <= wish.detail["sheets"] <= PAPER:
            raise Invalid(field="sheets", reason=f"1–{PAPER}")

    def open(self, wish: Wish) -> Opening:
        used = sum(
            Letter.objects.filter(organisation_id=wish.organisation_id, live=True).values_list("sheets", flat=True)
        )
        if used + wish.detail["sheets"] > PAPER:
            raise Exhausted
        Letter.objects.create(
            order_id=wish.order_id,
            organisation_id=wish.organisation_id,
            person_id=wish.person_id,
            about=wish.detail["about"],
            sheets=wish.detail["sheets"],
        )
        return Opening(wish.now + timedelta(days=1), wish.now + timedelta(days=1, hours=1))

    def close(self, order: OrderRow, *, to: str, now: datetime) -> None:
        written = now if to == "completed" else None
        Letter.objects.filter(order_id=order.id, live=True).update(live=False, written_at=written)

    def evidence(self, order: OrderRow) -> Evidence:
        written = Letter.objects.filter(order_id=order.id, written_at__isnull=False).exists()
        return Evidence(proven=("written",)) if written else Evidence(missing=("written",))

    def charges(self, order: OrderRow) -> list[Charge]:
        if not order.price.minor:
            return []
        return [Charge("letter", "代写信", "A letter", order.price, order.id, order.placed_at)]

    def card(self, orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
        about = dict(
            Letter.objects.filter(order_id__in=[order.id for order in orders]).values_list("order_id", "about")
        )
        return {order.id: self._card(order, about.get(order.id, "")) for order in orders}

    def resources(self, order: OrderRow) -> list[dict[str, Any]]:
        return [{"resourceType": "Task", "id": str(order.id), "status": order.state, "intent": "order"}]

    def export(self, orders: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        return {row.order_id: {"about": row.about} for row in Letter.objects.filter(order_id__in=orders)}

    def erase(self, person_id: UUID, using: str) -> int:
        return Letter.objects.using(using).filter(person_id=person_id).exclude(about="").update(about="")

    def _card(self, order: OrderRow, about: str) -> Card:
        return Card(
            order_id=order.id,
            code=order.code,
            state=order.state,
            title=about,
            starts_at=order.starts_at,
            ends_at=order.ends_at,
            where="",
            who="",
            next_step="The letter is being written.",
            href=f"/dummy/{order.id}/",
        )


mode = DummyMode()
