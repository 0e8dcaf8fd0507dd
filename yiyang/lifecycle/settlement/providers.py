"""The payment-provider protocol and its register: what every outside payment company must answer.

    settlement ──start──────────────► an address where the payer pays (signed here; nothing is sent)
               ◄─verify_notification─ is this notice theirs, and fresh? what does it say?
               ──query──────────────► what became of this payment?
               ──refund─────────────► send this much back, once per refund id
               ──statement──────────► everything of one day, to compare

`start` and `verify_notification` run inside a transaction and talk to nobody. The other three leave the house and
are called outside any transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Literal, Protocol, runtime_checkable
from uuid import UUID

from django.conf import settings

from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement.errors import UnknownProvider

NOTICE_MINUTES_MAX = 5
"""A notice whose signed time is further away than this, either way, is refused: it may be a recording."""


@dataclass(frozen=True)
class Reference:
    """What a provider is given and echoes: our payment and the house it is for, both opaque."""

    organisation_id: UUID
    payment_id: UUID


@dataclass(frozen=True)
class Said:
    """What a verified notice says. `notification_id` is the provider's own, the same however often it is sent."""

    notification_id: str
    reference: Reference
    about: Literal["payment", "refund"]
    state: Literal["succeeded", "failed"]
    amount: Money
    at: datetime
    provider_ref: str
    refund_id: UUID | None = None


@dataclass(frozen=True)
class Answer:
    """What a provider answers when asked. `unknown` is an answer too: it never heard of it."""

    state: Literal["succeeded", "failed", "waiting", "unknown"]
    amount: Money | None = None
    at: datetime | None = None
    provider_ref: str = ""


@dataclass(frozen=True)
class StatementLine:
    """One line of a day's statement; amounts are positive both ways."""

    about: Literal["payment", "refund"]
    reference: Reference
    refund_id: UUID | None
    amount: Money
    at: datetime
    provider_ref: str


@runtime_checkable
class Provider(Protocol):
    """One outside payment company."""

    code: str
    name: str
    name_en: str

    def start(self, reference: Reference, amount: Money, *, until: datetime | None, now: datetime) -> str:
        """The address to which the payer is sent."""

    def verify_notification(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Said:
        """Read a notice. Raises BadNotice when its signature or its time is wrong."""

    def query(self, reference: Reference, *, now: datetime) -> Answer:
        """What became of a payment."""

    def refund(self, reference: Reference, refund_id: UUID, amount: Money, *, now: datetime) -> Answer:
        """Send money back. The same `refund_id` sends it once and answers the same."""

    def statement(self, day: date, *, now: datetime) -> Sequence[StatementLine]:
        """Every payment and refund that succeeded on `day` of the platform's zone."""


@cache
def providers() -> Mapping[str, Provider]:
    """Every provider of this site by its code, from `settings.PAYMENT_PROVIDERS`: modules with one `provider` each."""
    found: dict[str, Provider] = {}
    for path in settings.PAYMENT_PROVIDERS:
        provider = import_module(path).provider
        if not isinstance(provider, Provider) or provider.code in found:
            raise TypeError(f"{path}.provider does not keep the payment protocol, or its code is taken")
        found[provider.code] = provider
    return found


def provider_of(code: str) -> Provider:
    """The provider that answers to `code`. Raises UnknownProvider."""
    try:
        return providers()[code]
    except KeyError:
        raise UnknownProvider(field="provider") from None
