"""How is somebody reached? Asked by messages, which may not look into files."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from yiyang.ground.people.ciphers import ACCOUNT_PHONE, unseal
from yiyang.ground.people.models import Account, Person


@dataclass(frozen=True)
class Reach:
    """The addresses a person signs in with, and the language they read."""

    person_id: UUID
    language: str
    zone: str
    phone: str = field(repr=False)
    email: str = field(repr=False)


def reach_of(person_id: UUID) -> Reach:
    """How to reach a person; call it through that person's eyes. Without an account there is no address."""
    account = Account.objects.filter(person_id=person_id, is_active=True).first()
    if account is None:
        person = Person.objects.filter(id=person_id).first() or Person()
        return Reach(person_id, person.language, person.zone, "", "")
    return Reach(person_id, account.language, account.zone, account_phone(account), account.email)


def account_phone(account: Account) -> str:
    """The number an account signs in with, in full; empty when there is none."""
    return unseal(account.phone_sealed, place=ACCOUNT_PHONE, row_id=account.id) if account.phone_sealed else ""
