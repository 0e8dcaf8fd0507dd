"""Sum every account once, so that later balances add only what came after."""

from __future__ import annotations

from datetime import datetime

from django.db import connections, transaction


def snapshot(now: datetime, *, using: str = "worker") -> int:
    """Write one snapshot per account that moved since its last one; how many were written.

    Writers wait for the moment in which the newest position is read, not for the sums.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT ledger_horizon()")
        (position,) = cursor.fetchone()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT ledger_snapshot_upto(%s, %s)", [position, now])
        (written,) = cursor.fetchone()
    return int(written)
