"""Re-sum the whole ledger from nothing and say what is wrong with it, if anything."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction


@dataclass(frozen=True)
class Verified:
    """`transfers` rows over `accounts` accounts; `sums` is minor units per currency and must be zero.

    `faults` are pairs of what is wrong and the id of the row or account it is wrong with.
    """

    transfers: int
    accounts: int
    sums: dict[str, int]
    faults: tuple[tuple[str, UUID], ...]

    @property
    def sound(self) -> bool:
        return not self.faults and not any(self.sums.values())


def verify(*, using: str = "default") -> Verified:
    """Sum every account anew, compare running sums and snapshots, and check each row's rules again.

    The database does the sums over all rows, whoever asks, and hands out only totals and opaque ids.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT currency, transfers, accounts, total_minor FROM ledger_sums()")
        sums = cursor.fetchall()
        cursor.execute("SELECT fault, subject_id FROM ledger_faults()")
        faults = tuple((str(fault), subject) for fault, subject in cursor.fetchall())
    return Verified(
        transfers=sum(int(row[1]) for row in sums),
        accounts=sum(int(row[2]) for row in sums),
        sums={str(row[0]): int(row[3]) for row in sums},
        faults=faults,
    )
