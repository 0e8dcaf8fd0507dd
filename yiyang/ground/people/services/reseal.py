"""Close sealed numbers again with the newest key, so that an old one can be retired."""

from __future__ import annotations

from django.db import connections, transaction

from yiyang.ground.people.ciphers import ACCOUNT_PHONE, CONTACT_VALUE, IDENTITY_NUMBER, is_current, seal, unseal

BATCH = 500
_SEALED = (
    ("people_identity", "number_sealed", IDENTITY_NUMBER),
    ("people_contact", "value_sealed", CONTACT_VALUE),
    ("people_account", "phone_sealed", ACCOUNT_PHONE),
)


def reseal(*, using: str = "worker") -> int:
    """Seal every number that an older key closed with the newest one; returns how many. Safe to stop and repeat."""
    return sum(_table(table, column, place, using) for table, column, place in _SEALED)


def _table(table: str, column: str, place: str, using: str) -> int:
    changed, last = 0, "00000000-0000-0000-0000-000000000000"
    while True:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(
                f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} <> '' ORDER BY id LIMIT %s FOR UPDATE",
                [last, BATCH],
            )
            rows = cursor.fetchall()
            for row_id, sealed in rows:
                if not is_current(sealed):
                    again = seal(unseal(sealed, place=place, row_id=row_id), place=place, row_id=row_id)
                    cursor.execute(f'UPDATE "{table}" SET {column} = %s WHERE id = %s', [again, row_id])
                    changed += 1
        if not rows:
            return changed
        last = rows[-1][0]
