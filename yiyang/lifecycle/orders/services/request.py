"""What was asked for, and whether it was asked before: a repeated request finds the first answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.orders.errors import KeyReused
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.selectors.rows import load

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('orders.person:' || %s, 0))"
_FIND = "SELECT id, request_digest FROM orders_order WHERE placed_by_id = %s AND request_key = %s"
_FIND_SYSTEM = "SELECT id, request_digest FROM orders_order WHERE placed_by_id IS NULL AND request_key = %s"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request in one piece: two with the same key must have the same digest."""

    by: Actor
    service_id: UUID
    person_id: UUID
    detail: Mapping[str, Any]
    request_key: str
    based_on_id: UUID | None = None
    channel: str = "web"
    caller: str = ""
    pay_with: str = "money"

    def digest(self) -> str:
        """SHA-256 over everything but who asked and the key itself, as 64 hexadecimal digits."""
        said = {
            "service": self.service_id,
            "person": self.person_id,
            "detail": dict(self.detail),
            "based_on": self.based_on_id,
            "channel": self.channel,
            "caller": self.caller,
            "pay_with": self.pay_with,
        }
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def lock_person(person_id: UUID) -> None:
    """Wait for any other order of this person that is being placed; held until the transaction ends.

    One after the other, so that a limit counts what is there and a double click finds the first click's order.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(person_id)])


def already(request: Request) -> OrderRow | None:
    """The order this key made before. Raises KeyReused when it was made of other content."""
    with connection.cursor() as cursor:
        if request.by.person_id is None:
            cursor.execute(_FIND_SYSTEM, [request.request_key])
        else:
            cursor.execute(_FIND, [request.by.person_id, request.request_key])
        found = cursor.fetchone()
    if found is None:
        return None
    if found[1] != request.digest():
        raise KeyReused(field="request_key")
    return load(found[0])
