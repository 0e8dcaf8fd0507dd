"""The fulfilment protocol: all an order knows about the work below it.

    Order ──check──► Mode      refuse what could never be done
          ──open───►           claim capacity, keep the mode's own data
          ──close──►           give it back
          ◄─evidence──         what proves the work
          ◄─charges───         what to bill for it
          ◄─card──────         plain data every portal can show
          ◄─resources─         its FHIR form

Modes are found through `settings.MODES`, a list of modules that each hold one `mode`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.lifecycle.orders.errors import UnknownMode
from yiyang.lifecycle.orders.states import OPEN, REQUESTED


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for, before it is an order.

    `detail` is plain data only the mode understands, typed by somebody outside: trust none of it.
    `until` is when an unpaid hold ends; None means the order is agreed at once.
    """

    order_id: UUID
    service_id: UUID
    organisation_id: UUID
    person_id: UUID
    practitioner_id: UUID | None
    by: Actor
    now: datetime
    until: datetime | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Opening:
    """What was claimed: the half-open period of the work, where it has one."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """An order as everybody above it sees it."""

    id: UUID
    code: str
    organisation_id: UUID
    person_id: UUID
    service_id: UUID
    mode: str
    state: str
    terms: str
    priority: str
    channel: str
    price: Money
    placed_by_id: UUID | None
    placed_at: datetime
    based_on_id: UUID | None
    pay_until: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    paid_with: str = "money"

    @property
    def open(self) -> bool:
        return self.state in OPEN

    def lapsed(self, now: datetime) -> bool:
        """Whether the time to pay has run out; true at the very instant, whoever has noticed it yet."""
        return self.state == REQUESTED and self.pay_until is not None and self.pay_until <= now


@dataclass(frozen=True)
class Evidence:
    """What proves the work: `complete` when nothing is missing, else the msgids of what is."""

    proven: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Charge:
    """One bill line and the event it stands on (R80: no line without a cause)."""

    code: str
    name: str
    name_en: str
    amount: Money
    cause_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Card:
    """What every portal can show of an order, in the reader's language, without knowing its mode.

    `next_step` says what happens next in the words of an 84-year-old; `href` is the page of the order.
    """

    order_id: UUID
    code: str
    state: str
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    where: str
    who: str
    next_step: str
    href: str
    facts: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Way:
    """A page of the mode for people who work in a house: a label (msgid or lazy), an address name, who needs it.

    `daily`: whether somebody's day may begin there, or it is opened now and then.
    """

    label: str | Promise
    address: str
    roles: frozenset[str]
    icon: str = ""
    daily: bool = True


@runtime_checkable
class Mode(Protocol):
    """What a folder of `fulfilment/` must answer to be ordered from.

    `open_max`: open orders of this mode one person may have at a time, whoever provides them. `ways`: where the
    portals of staff lead to, so that no portal names a mode. `about_person`: what may be begun for a person whose file
    or visit is open, by these roles, or by the person and the family where it asks for none; the address takes the
    person's id.
    """

    code: str
    open_max: int
    ways: tuple[Way, ...]
    about_person: tuple[Way, ...]

    def entrance(self, service_id: UUID) -> str:
        """The address of the page where ordering this service begins."""

    def check(self, wish: Wish) -> None:
        """Refuse what could never be done; touches nothing."""

    def open(self, wish: Wish) -> Opening:
        """Claim what the work needs and keep the mode's own data; refuses when it is not to be had."""

    def close(self, order: OrderRow, *, to: str, now: datetime) -> None:
        """The order ended as `to`: give back what `open` claimed. Repeated, it changes nothing.

        May refuse `completed` while nothing proves the work; what ends otherwise is never refused.
        """

    def evidence(self, order: OrderRow) -> Evidence:
        """What proves the work, and what is still missing."""

    def charges(self, order: OrderRow) -> list[Charge]:
        """What to bill for the order as it stands; empty for nothing. The price as agreed is one line.

        Lines known when it is placed are billed then, those that come with the work when it is completed; a line never
        changes once it was answered.
        """

    def card(self, orders: Sequence[OrderRow], viewer: Actor, now: datetime) -> dict[UUID, Card]:
        """The cards of many orders at once, in a number of queries that does not grow with them."""

    def resources(self, order: OrderRow) -> list[dict[str, Any]]:
        """The FHIR R4 resources that stand for the work."""

    def export(self, orders: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
        """What the mode keeps of these orders, JSON-ready, for the person they are about."""

    def erase(self, person_id: UUID, using: str) -> int:
        """Empty what people wrote or drew about a person; how many rows changed. Twice changes nothing."""


@cache
def modes() -> Mapping[str, Mode]:
    """Every mode of this site by its code; a module without a proper `mode` is a fault and crashes at start."""
    found: dict[str, Mode] = {}
    for path in settings.MODES:
        mode = import_module(path).mode
        if not isinstance(mode, Mode) or mode.code in found:
            raise TypeError(f"{path}.mode does not keep the fulfilment protocol, or its code is taken")
        found[mode.code] = mode
    return found


def mode_of(code: str) -> Mode:
    """The mode that answers to `code`. Raises UnknownMode."""
    try:
        return modes()[code]
    except KeyError:
        raise UnknownMode(field="service") from None
