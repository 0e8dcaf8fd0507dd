"""Write a new order with its first steps in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.identifiers import new_id, random_short_code
from yiyang.foundation.money import Money
from yiyang.lifecycle.offers.services import Quote
from yiyang.lifecycle.orders.errors import KeyReused
from yiyang.lifecycle.orders.protocol import Opening, OrderRow, Wish
from yiyang.lifecycle.orders.services.request import Request
from yiyang.lifecycle.orders.states import ACCEPTED, REQUESTED

_WRITE = """
    WITH placed AS (
        INSERT INTO orders_order (
            id, code, organisation_id, person_id, service_id, mode, state, terms, paid_with, priority, channel, caller,
            placed_by_id, placed_at, request_key, request_digest, based_on_id, price_minor, list_price_minor, currency,
            price_rule_id, price_rule, price_rule_en, pay_until, starts_at, ends_at, accepted_at, closed_at)
        VALUES (
            %(id)s, %(code)s, %(house)s, %(person)s, %(service)s, %(mode)s, %(state)s, %(terms)s, %(paid_with)s,
            %(priority)s, %(channel)s, %(caller)s, %(by)s, %(now)s, %(key)s, %(digest)s, %(based_on)s, %(price)s,
            %(list_price)s, %(currency)s, %(rule)s, %(rule_name)s, %(rule_name_en)s, %(until)s, %(starts_at)s,
            %(ends_at)s, %(accepted_at)s, NULL)
        ON CONFLICT DO NOTHING RETURNING id)
    INSERT INTO orders_ordermove (id, order_id, organisation_id, person_id, from_state, to_state,
                                  by_kind, by_id, by_organisation_id, at, reason, entry_id)
    SELECT step.id, placed.id, %(house)s, %(person)s, step.before, step.after,
           %(by_kind)s, %(by)s, %(by_house)s, %(now)s, '', %(entry)s
      FROM placed, (VALUES (%(first)s::uuid, '', 'requested'), (%(second)s::uuid, 'requested', 'accepted'))
           AS step (id, before, after)
     WHERE step.after = 'requested' OR %(state)s = 'accepted'
"""
_TRIES = 5  # a random code of 31**6 is taken once in a thousand at a million orders


@dataclass(frozen=True, kw_only=True)
class Placing:
    """A wish with its price and what was claimed for it."""

    request: Request
    wish: Wish
    quote: Quote
    opening: Opening
    mode: str
    emergency: bool = False

    def order(self) -> OrderRow:
        """The order as it will stand, with a fresh code."""
        wish, free = self.wish, Money(0, self.quote.amount.currency)
        at_once = wish.until is None
        return OrderRow(
            id=wish.order_id,
            code=random_short_code(),
            organisation_id=wish.organisation_id,
            person_id=wish.person_id,
            service_id=wish.service_id,
            mode=self.mode,
            state=ACCEPTED if at_once else REQUESTED,
            terms="free" if self.emergency else self.quote.terms,
            paid_with=self.request.pay_with,
            priority="stat" if self.emergency else "routine",
            channel=self.request.channel,
            price=free if self.emergency else self.quote.amount,
            placed_by_id=wish.by.person_id,
            placed_at=wish.now,
            based_on_id=self.request.based_on_id,
            pay_until=wish.until,
            starts_at=self.opening.starts_at,
            ends_at=self.opening.ends_at,
            accepted_at=wish.now if at_once else None,
            closed_at=None,
        )

    def payload(self, order: OrderRow) -> dict[str, Any]:
        """What the trust log keeps of it: ids and amounts, no names."""
        return {
            "order": str(order.id),
            "service": str(order.service_id),
            "state": order.state,
            "terms": order.terms,
            "price_minor": order.price.minor,
            "currency": order.price.currency,
            "price_rule": str(self.quote.rule_id or ""),
            "starts_at": _iso(order.starts_at),
            "channel": order.channel,
        }


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def write(placing: Placing, order: OrderRow, entry_id: UUID) -> OrderRow:
    """Write `order`, with another code should its own be taken. Raises KeyReused when its key is.

    The caller holds the person's lock and found the key unused, so a key taken now was taken for somebody else.
    """
    for _ in range(_TRIES):
        if _insert(placing, order, entry_id):
            return order
        order = placing.order()
    raise KeyReused(field="request_key")


def _insert(placing: Placing, order: OrderRow, entry_id: UUID) -> bool:
    request, quote, by = placing.request, placing.quote, placing.wish.by
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "id": order.id,
                "code": order.code,
                "house": order.organisation_id,
                "person": order.person_id,
                "service": order.service_id,
                "mode": order.mode,
                "state": order.state,
                "terms": order.terms,
                "paid_with": order.paid_with,
                "priority": order.priority,
                "channel": order.channel,
                "caller": request.caller,
                "by": by.person_id,
                "by_kind": by.kind,
                "by_house": by.organisation_id,
                "now": order.placed_at,
                "key": request.request_key,
                "digest": request.digest(),
                "based_on": order.based_on_id,
                "price": order.price.minor,
                "list_price": quote.list_price.minor,
                "currency": order.price.currency,
                "rule": quote.rule_id,
                "rule_name": quote.rule_name,
                "rule_name_en": quote.rule_name_en,
                "until": order.pay_until,
                "starts_at": order.starts_at,
                "ends_at": order.ends_at,
                "accepted_at": order.accepted_at,
                "first": new_id(),
                "second": new_id(),
                "entry": entry_id,
            },
        )
        return bool(cursor.rowcount > 0)
