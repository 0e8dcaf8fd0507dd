"""The one statement that writes transfers, and opens their accounts, in a single round trip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger.accounts import AccountId
from yiyang.lifecycle.ledger.errors import KeyReused, Overdrawn

COLUMNS = (
    "id, phase, debit_id, credit_id, amount_minor, released_minor, currency, kind, cause_id, journal_id,"
    " pending_id, key, organisation_id, person_id, at"
)
_CONTENT = "phase, debit_id, credit_id, amount_minor, currency, kind, cause_id, organisation_id, person_id"
_ACCOUNT = "(%s::uuid, %s::uuid, %s, %s, %s::boolean)"
_TRANSFER = (
    "(%s::uuid, %s, %s::uuid, %s::uuid, %s::bigint, 0, %s, %s, %s::uuid, %s::uuid, NULL::uuid, %s, %s::uuid,"
    " %s::uuid, %s::timestamptz)"
)


@dataclass(frozen=True)
class Entry:
    """One transfer as it is asked for. `key` makes it happen once within the organisation."""

    debit: UUID
    credit: UUID
    amount: Money
    kind: str
    cause_id: UUID
    key: str

    def __post_init__(self) -> None:
        if self.amount.minor < 0:
            raise ValueError("amount must not be negative: swap debit and credit")
        if self.debit == self.credit:
            raise ValueError("debit and credit must differ")


def write(
    entries: Sequence[Entry],
    *,
    phase: str,
    organisation_id: UUID,
    person_id: UUID | None,
    now: datetime,
    journal_id: UUID | None,
) -> list[UUID]:
    """Write `entries` (none of them zero) in one statement; a key that was already used returns its first id.

    Raises KeyReused when a key comes back with other contents, Overdrawn when an account without overdraft
    would fall below zero.
    """
    if not entries:
        return []
    rows: list[tuple[Any, ...]] = []
    parameters: list[Any] = []
    for account in _to_open(entries):
        parameters += [account, account.owner_id, account.kind, account.currency, account.no_overdraw]
    opened = len(parameters) // 5
    for entry in entries:
        entry_id = new_id()
        journal_id = journal_id or entry_id
        content = (
            phase,
            entry.debit,
            entry.credit,
            entry.amount.minor,
            entry.amount.currency,
            entry.kind,
            entry.cause_id,
        )
        rows.append((*content, organisation_id, person_id))
        parameters += [entry_id, *content, journal_id, entry.key, organisation_id, person_id, now]
    keys = [entry.key for entry in entries]
    guarded = any(getattr(entry.debit, "no_overdraw", False) for entry in entries)
    with _overdraft_refused() if guarded else _as_it_is(), connection.cursor() as cursor:
        cursor.execute(statement_for(opened, len(entries)), [*parameters, organisation_id, keys])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
        if len(found) < len(entries):  # somebody else committed the same key while we waited for it
            cursor.execute(_READ, [organisation_id, keys])
            found = {row[0]: row[1:] for row in cursor.fetchall()}
    if len(found) < len(entries):
        raise KeyReused  # the row exists, and the caller may not see it
    for entry, wanted in zip(entries, rows, strict=True):
        if tuple(found[entry.key][1:]) != wanted:
            raise KeyReused
    return [found[entry.key][0] for entry in entries]


_READ = f"SELECT key, id, {_CONTENT} FROM ledger_transfer WHERE organisation_id = %s AND key = ANY(%s)"


def _to_open(entries: Sequence[Entry]) -> list[AccountId]:
    """The accounts these entries may be the first to use, in one order for everybody, against deadlocks."""
    accounts = {side: side for entry in entries for side in (entry.debit, entry.credit) if isinstance(side, AccountId)}
    return sorted(accounts)


@lru_cache(maxsize=64)
def statement_for(accounts: int, transfers: int) -> str:
    """The statement that opens `accounts` accounts and writes `transfers` transfers; the bench sends it raw."""
    opened = (
        "opened AS (INSERT INTO ledger_account (id, owner_id, kind, currency, no_overdraw)"
        f" VALUES {', '.join([_ACCOUNT] * accounts)} ON CONFLICT DO NOTHING), "
        if accounts
        else ""
    )
    return (
        f"WITH {opened}written AS (INSERT INTO ledger_transfer ({COLUMNS})"
        f" VALUES {', '.join([_TRANSFER] * transfers)}"
        f" ON CONFLICT (organisation_id, key) DO NOTHING RETURNING key, id, {_CONTENT})"
        f" SELECT key, id, {_CONTENT} FROM written UNION ALL {_READ}"
    )


@contextmanager
def _overdraft_refused() -> Iterator[None]:
    """Turn the database's refusal into ours, inside a savepoint so that the caller may go on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal_of(error) from None


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


def refusal_of(error: IntegrityError) -> Exception:
    """Overdrawn for the constraint that guards accounts without overdraft; any other is our own fault."""
    diagnostics: Any = getattr(error.__cause__, "diag", None)
    overdrawn = getattr(diagnostics, "constraint_name", None) == "running_not_overdrawn"
    return Overdrawn() if overdrawn else error
