"""Move money at once, reserve it, or write several transfers as one journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger.services.write import Entry, write


def transfer(
    *,
    debit: UUID,
    credit: UUID,
    amount: Money,
    kind: str,
    cause_id: UUID,
    organisation_id: UUID,
    person_id: UUID | None,
    now: datetime,
    key: str,
    journal_id: UUID | None = None,
) -> UUID | None:
    """Move `amount` from `debit` to `credit`, once per `key` within the organisation; the id of the transfer.

    A repeated key with the same contents returns the first id; with others it raises KeyReused. An amount of
    zero makes no transfer and returns None.
    """
    entries = [Entry(debit, credit, amount, kind, cause_id, key)] if amount else []
    ids = write(
        entries,
        phase="single",
        organisation_id=organisation_id,
        person_id=person_id,
        now=now,
        journal_id=journal_id,
    )
    return ids[0] if ids else None


def reserve(
    *,
    debit: UUID,
    credit: UUID,
    amount: Money,
    kind: str,
    cause_id: UUID,
    organisation_id: UUID,
    person_id: UUID | None,
    now: datetime,
    key: str,
    journal_id: UUID | None = None,
) -> UUID | None:
    """As `transfer`, but pending: nothing moves until `post`."""
    entries = [Entry(debit, credit, amount, kind, cause_id, key)] if amount else []
    ids = write(
        entries,
        phase="pending",
        organisation_id=organisation_id,
        person_id=person_id,
        now=now,
        journal_id=journal_id,
    )
    return ids[0] if ids else None


def journal(
    entries: Iterable[Entry],
    *,
    journal_id: UUID,
    organisation_id: UUID,
    person_id: UUID | None,
    now: datetime,
) -> list[UUID]:
    """Write several transfers in one statement, all or none; zero amounts are left out."""
    wanted = [entry for entry in entries if entry.amount]
    return write(
        wanted,
        phase="single",
        organisation_id=organisation_id,
        person_id=person_id,
        now=now,
        journal_id=journal_id,
    )


def reserve_journal(
    entries: Iterable[Entry],
    *,
    journal_id: UUID,
    organisation_id: UUID,
    person_id: UUID | None,
    now: datetime,
) -> list[UUID]:
    """As `journal`, but pending: each is posted or voided by its own id, which come in the order of `entries`."""
    wanted = [entry for entry in entries if entry.amount]
    return write(
        wanted, phase="pending", organisation_id=organisation_id, person_id=person_id, now=now, journal_id=journal_id
    )
