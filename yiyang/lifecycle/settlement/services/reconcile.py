"""Compare a provider's statement of a day with our books, and list every difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connections, transaction

from yiyang.foundation import clock
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement.providers import StatementLine, provider_of, providers

# Ours by the provider's own clock, or whatever the statement names, on whichever day we think it happened.
_PAYMENTS = """
    SELECT id, organisation_id, amount_minor, currency, state FROM settlement_payment
    WHERE provider = %(provider)s AND (id = ANY(%(named)s)
        OR state = 'succeeded' AND provider_at >= %(from)s AND provider_at < %(to)s)
"""
_REFUNDS = """
    SELECT r.id, r.organisation_id, r.amount_minor, r.currency, r.state FROM settlement_refund r
    JOIN settlement_payment p ON p.id = r.payment_id
    WHERE p.provider = %(provider)s AND (r.id = ANY(%(named)s)
        OR r.state = 'succeeded' AND r.provider_at >= %(from)s AND r.provider_at < %(to)s)
"""
_KEEP = """
    INSERT INTO settlement_difference
        (id, organisation_id, provider, day, kind, reference, ours_minor, theirs_minor, found_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT ON CONSTRAINT difference_once DO NOTHING
"""
_ASK = "UPDATE settlement_payment SET ask_at = %s, asked = 0 WHERE id = ANY(%s) AND state <> 'succeeded'"


@dataclass(frozen=True)
class Mismatch:
    """One difference. `kind` is `only-theirs`, `only-ours`, `amount`, `state` (theirs succeeded, ours did not), or
    `twice` (one line of the statement repeats another).
    """

    kind: str
    about: str
    reference: UUID
    organisation_id: UUID | None
    ours: Money | None
    theirs: Money | None


@dataclass(frozen=True)
class Reconciliation:
    """`matched` lines agree; every other one is among the differences."""

    provider: str
    day: date
    matched: int
    differences: tuple[Mismatch, ...]


@dataclass(frozen=True)
class _Ours:
    id: UUID
    organisation_id: UUID
    amount: Money
    state: str


def reconcile(*, provider: str, day: date, now: datetime) -> Reconciliation:
    """Compare `day` (of the platform's zone) and keep the differences; a second run finds and keeps the same ones.

    A payment they have and we have not heard of is asked about at once. The worker calls this outside a transaction.
    """
    lines = provider_of(provider).statement(day, now=now)
    begin = datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
    window = {"provider": provider, "from": begin, "to": begin + timedelta(days=1)}
    matched, found = 0, []
    for about, query in (("payment", _PAYMENTS), ("refund", _REFUNDS)):
        theirs = [line for line in lines if line.about == about]
        ours = _ours(query, {**window, "named": [_id_of(line) for line in theirs]})
        differences = list(_compare(about, theirs, ours))
        found += differences
        matched += len(theirs) - sum(each.theirs is not None for each in differences)
    _keep(provider, day, found, now)
    return Reconciliation(provider, day, matched, tuple(found))


def reconcile_yesterday(now: datetime) -> int:
    """Compare the day that has ended, in the platform's zone, with every provider; how many differences there are."""
    yesterday = clock.day_of(now, settings.TIME_ZONE) - timedelta(days=1)
    return sum(len(reconcile(provider=code, day=yesterday, now=now).differences) for code in providers())


def _ours(query: str, parameters: Mapping[str, Any]) -> dict[UUID, _Ours]:
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(query, parameters)
        return {row[0]: _Ours(row[0], row[1], Money(row[2], row[3]), row[4]) for row in cursor.fetchall()}


def _id_of(line: StatementLine) -> UUID:
    return line.refund_id or line.reference.payment_id


def _compare(about: str, theirs: list[StatementLine], ours: dict[UUID, _Ours]) -> Iterator[Mismatch]:
    seen: set[UUID] = set()
    for line in theirs:
        reference, mine = _id_of(line), ours.get(_id_of(line))
        kind = None
        if reference in seen:
            kind = "twice"
        elif mine is None:
            kind = "only-theirs"
        elif mine.amount != line.amount:
            kind = "amount"
        elif mine.state != "succeeded":
            kind = "state"
        seen.add(reference)
        if kind:
            house = mine.organisation_id if mine else None
            yield Mismatch(kind, about, reference, house, mine.amount if mine else None, line.amount)
    for mine in ours.values():
        if mine.id not in seen:
            yield Mismatch("only-ours", about, mine.id, mine.organisation_id, mine.amount, None)


def _keep(provider: str, day: date, found: list[Mismatch], now: datetime) -> None:
    unheard = [each.reference for each in found if each.kind == "state" and each.about == "payment"]
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        for each in found:
            minors = [each.ours.minor if each.ours else None, each.theirs.minor if each.theirs else None]
            reference = f"{each.about}:{each.reference}"
            cursor.execute(_KEEP, [new_id(), each.organisation_id, provider, day, each.kind, reference, *minors, now])
        if unheard:
            cursor.execute(_ASK, [now, unheard])
