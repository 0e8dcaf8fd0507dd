"""Ways to sign in: opened by oneself, or by the desk for an elder."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import telephone
from yiyang.ground.people.actions import OPEN_ACCOUNT
from yiyang.ground.people.ciphers import ACCOUNT_PHONE, blind_index, seal
from yiyang.ground.people.errors import AccountExists, GrantToOneself, PhoneTaken, TooManyCodes
from yiyang.ground.people.models import Account, Person
from yiyang.ground.people.services.find_again import index_person
from yiyang.ground.people.services.identify import ContactGiven, write_contact
from yiyang.ground.trust import services as trust

CODES_PER_HOUR = 5


@transaction.atomic
def open_account(*, by: Actor, now: datetime, person_id: UUID, phone: str = "", username: str = "") -> Account:
    """Open a way to sign in for somebody at the desk: by a code to `phone`, without any password.

    Raises AccountExists, PhoneTaken, WrongPhone, Unknown. The clerk learns no secret: the code goes to the phone.
    """
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(by, OPEN_ACCOUNT, now=now, person_id=person_id, organisation_id=person.organisation_id)
    if by.person_id == person_id:
        raise GrantToOneself(field="person")
    if Account.objects.filter(person_id=person_id).exists():
        raise AccountExists(field="person")
    account = Account(
        person_id=person_id,
        username=username or f"p-{person_id.hex}",
        language=person.language,
        zone=person.zone,
        joined_at=now,
        opened_by_id=by.person_id,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    if phone:
        set_account_phone(account, phone, verified_at=None)
        write_contact(person, ContactGiven("phone", phone), by.organisation_id, now)
    trust.record("account.opened", by=by, now=now, subject_id=person_id, payload={"account": str(account.id)})
    return account


def set_account_phone(account: Account, phone: str, *, verified_at: datetime | None) -> None:
    """Let somebody sign in with a number. Raises PhoneTaken when somebody else does, WrongPhone."""
    number = telephone.normalised(phone)
    account.phone_index = phone_index(number)
    account.phone_sealed = seal(number, place=ACCOUNT_PHONE, row_id=account.id)
    account.phone_verified_at = verified_at
    try:
        with transaction.atomic():
            account.save(update_fields=["phone_index", "phone_sealed", "phone_verified_at"])
    except IntegrityError:
        raise PhoneTaken(field="phone") from None


def verify_account_phone(account: Account, phone: str, now: datetime) -> None:
    """Somebody proved that they read what is sent to the number: it becomes the account's."""
    number = telephone.normalised(phone)
    if account.phone_index == phone_index(number):
        Account.objects.filter(id=account.id, phone_verified_at=None).update(phone_verified_at=now)
        account.phone_verified_at = account.phone_verified_at or now
    else:
        set_account_phone(account, number, verified_at=now)


def account_by_phone(phone: str) -> Account | None:
    """Who signs in with this number? `phone` is in its normal form."""
    return Account.objects.filter(phone_index=phone_index(phone)).first()


def phone_index(number: str) -> str:
    """The blind index of a number in its normal form, the same as a contact's."""
    return blind_index("phone", number)


def open_own_file(account: Account, name: str, now: datetime, phone: str = "") -> Person:
    """Write down the person behind a new account that somebody opened for themselves."""
    person = Person(
        id=new_id(), name=name.strip() or account.username, language=account.language, zone=account.zone,
        registered_at=now,
    )  # fmt: skip
    with acting_as(Actor.person(person.id), now), transaction.atomic():
        person.save(force_insert=True)
        index_person(person)
        if phone:
            write_contact(person, ContactGiven("phone", phone), None, now)
        account.person = person
        account.save(update_fields=["person"])
    return person


def count_code(system: str, address: str, now: datetime) -> None:
    """Count one more code to an address. Raises TooManyCodes after five within an hour, whoever asks.

    The lock makes simultaneous requests wait for each other; three wrong guesses end a code (settings), so that an
    address can be guessed at fifteen times an hour: one chance in 66,000.
    """
    index = blind_index(system, address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.code'), hashtext(%s))", [index])
        cursor.execute("DELETE FROM people_codesent WHERE sent_at < %s", [now - timedelta(days=1)])
        cursor.execute(
            "SELECT count(*) FROM people_codesent WHERE address_index = %s AND sent_at > %s",
            [index, now - timedelta(hours=1)],
        )
        row = cursor.fetchone()
        assert row is not None
        if row[0] >= CODES_PER_HOUR:
            raise TooManyCodes(limit=CODES_PER_HOUR)
        cursor.execute("INSERT INTO people_codesent (address_index, sent_at) VALUES (%s, %s)", [index, now])
