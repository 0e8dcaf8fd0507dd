"""Close sealed numbers again with the newest key, so that an old one can be retired."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from django.db import connections, transaction

from yiyang.ground.people.ciphers import (
    ANY_ROW,
    SEALED,
    SECOND_FACTOR,
    is_current,
    key_of,
    seal,
    unseal,
)

BATCH = 500
_FACTOR_SECRETS = ("secret", "seed")  # what allauth's second factors keep sealed inside their JSON


def reseal(*, using: str = "worker") -> int:
    """Seal every number that an older key closed with the newest one; returns how many. Safe to stop and repeat."""
    numbers = sum(_column(table, column, place, using) for table, column, place in SEALED)
    return numbers + _second_factors(using)


def keys_in_use(*, using: str = "worker") -> Counter[str]:
    """How many values each key closes; a key that is missing here can be put away. Sessions outlive it two weeks."""
    found: Counter[str] = Counter()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for table, column, _ in SEALED:
            cursor.execute(
                f"SELECT split_part({column}, ':', 1), count(*) FROM {table} WHERE {column} <> '' GROUP BY 1"
            )
            found.update(dict(cursor.fetchall()))
        for secret in _FACTOR_SECRETS:
            cursor.execute("SELECT data->>%s FROM mfa_authenticator WHERE data ? %s", [secret, secret])
            found.update(key_of(row[0]) for row in cursor.fetchall())
    return found


def _column(table: str, column: str, place: str, using: str) -> int:
    changed = 0
    for rows in _batches(f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} <> ''", ANY_ROW, using):
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for row_id, sealed in rows:
                if not is_current(sealed):
                    again = seal(unseal(sealed, place=place, row_id=row_id), place=place, row_id=row_id)
                    # one that was changed meanwhile is current already
                    cursor.execute(
                        f"UPDATE {table} SET {column} = %s WHERE id = %s AND {column} = %s", [again, row_id, sealed]
                    )
                    changed += cursor.rowcount
    return changed


def _second_factors(using: str) -> int:
    changed = 0
    for rows in _batches("SELECT id, data::text FROM mfa_authenticator WHERE id > %s", 0, using):
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for row_id, text in rows:
                data = json.loads(text)
                old = [name for name in _FACTOR_SECRETS if name in data and not is_current(data[name])]
                for name in old:
                    opened = unseal(data[name], place=SECOND_FACTOR, row_id=ANY_ROW)
                    data[name] = seal(opened, place=SECOND_FACTOR, row_id=ANY_ROW)
                if old:
                    cursor.execute("UPDATE mfa_authenticator SET data = %s WHERE id = %s", [json.dumps(data), row_id])
                    changed += len(old)
    return changed


def _batches(select: str, last: UUID | int, using: str) -> Iterator[list[tuple[UUID, str]]]:
    """Rows in the order of their ids, 500 at a time, each batch read in a transaction of its own."""
    while True:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(f"{select} ORDER BY id LIMIT %s", [last, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]
