"""How a person reads and where their account can be reached, for the room that tells them things."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yiyang.ground.people.models import Account, Person


@dataclass(frozen=True)
class Reachable:
    """Language and zone (IANA) a person reads in; address and number they confirmed, or empty."""

    language: str
    zone: str
    email: str = ""
    phone: str = ""


def reach_of(person_id: UUID) -> Reachable:
    """The person's own settings; call it through that person's eyes, and hand the answer to nobody but a channel."""
    account = Account.objects.filter(person_id=person_id).first()
    person = Person.objects.filter(id=person_id).first()
    return Reachable(
        language=person.language if person else "zh-hans",
        zone=person.zone if person else "Asia/Shanghai",
        email=account.email if account else "",
    )
