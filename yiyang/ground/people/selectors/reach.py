"""How is somebody reached? Asked by messages, which may not look into files."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from yiyang.ground.people.ciphers import ACCOUNT_PHONE, unseal
from yiyang.ground.people.models import Account


@dataclass(frozen=True)
class Reach:
    """The addresses a person signs in with, and the language they read."""

    person_id: UUID
    language: str
    zone: str
    phone: str = field(repr=False)
    email: str = field(repr=False)


def reach_of(person_id: UUID) -> Reach | None:
    """How to reach the person behind an account; None for somebody who never signs in."""
    account = Account.objects.filter(person_id=person_id, is_active=True).first()
    if account is None:
        return None
    return Reach(person_id, account.language, account.zone, account_phone(account), account.email)


def account_phone(account: Account) -> str:
    """The number an account signs in with, in full; empty when there is none."""
    return unseal(account.phone_sealed, place=ACCOUNT_PHONE, row_id=account.id) if account.phone_sealed else ""
