"""What was ordered for a person: what stands ahead, and what is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.state import State
from yiyang.face.components.tile import Tile
from yiyang.foundation.actors import Actor
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.words import STATES


@dataclass(frozen=True, kw_only=True)
class OrdersPage:
    title: str
    ahead: Parts
    over: Parts
    empty: State
    packages: Button


TONES: dict[str, Tone] = {
    "requested": "warn",
    "accepted": "ok",
    "in-progress": "ok",
    "on-hold": "warn",
    "failed": "bad",
    "rejected": "bad",
    "lapsed": "bad",
}


def state_chip(state: str) -> Chip:
    """An order's state in a word and a shape."""
    return Chip(word=STATES[state], tone=TONES.get(state, "plain"))


def orders_page(viewer: Actor, person_id: UUID, now: datetime) -> OrdersPage:
    """The newest fifty orders of a person; raises Unknown for a stranger."""
    ahead = orders.open_orders(viewer, person_id, now)
    standing = {card.order_id for card in ahead}
    over = [card for card in orders.orders_of(viewer, person_id, now) if card.order_id not in standing]
    find = Button(label=_("Find care"), href=reverse("find"), kind="primary", icon="search")
    return OrdersPage(
        title=_("Orders"),
        ahead=tuple(order_tile(card, now) for card in ahead),
        over=tuple(order_tile(card, now) for card in over),
        empty=State(
            kind="empty", title=_("Nothing stands ahead"), text=_("What you book is listed here."), deeds=(find,)
        ),
        packages=Button(label=_("Packages with several uses"), href=reverse("packages"), icon="hand-heart"),
    )


def order_tile(card: OrderCard, now: datetime) -> Tile:
    """One order as a tile: day and hour, what, where, and how it stands."""
    at = card.starts_at
    when = f"{words.near_day(at, now)} {words.hour(at)}" if at else ""
    line = " · ".join(each for each in (when, card.where, card.who, card.code) if each)
    return Tile(icon="calendar-check", title=card.title, line=line, chip=state_chip(card.state), href=card.href)
