"""Many files, families and professionals at once, for generated towns. Whoever calls has made sure that it may.

Numbers are sealed and indexed here as `register` does it, so that a generated person is found like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from yiyang.ground.access.postgres.copying import Row, Rows, copy_all
from yiyang.ground.people import search_tokens
from yiyang.ground.people.ciphers import CONTACT_VALUE, IDENTITY_NUMBER, blind_index, seal
from yiyang.ground.people.models import (
    Account,
    CareSetting,
    Contact,
    Identity,
    Person,
    Practitioner,
    PractitionerLicence,
    PractitionerRole,
    RelatedPerson,
    SearchToken,
    WorkingWindow,
)
from yiyang.ground.people.services.identify import identity_index


def write(
    *,
    persons: Sequence[Row] = (),
    accounts: Rows = (),
    practitioners: Rows = (),
    contracts: Rows = (),
    licences: Rows = (),
    windows: Rows = (),
    relatives: Rows = (),
    settings: Rows = (),
    using: str = "worker",
) -> int:
    """Write rows by column names; answers how many. Every constraint holds them.

    A person may bring an `identity` (a Chinese number, checked by whoever made it) with `identity_id`, and a `phone`
    in its normal form with `contact_id`.
    """
    return copy_all(
        using,
        (Person, persons),
        (Identity, (_identity(one) for one in persons if one.get("identity"))),
        (Contact, (_contact(one) for one in persons if one.get("phone"))),
        (SearchToken, (token for one in persons for token in _tokens(one))),
        (Account, accounts),
        (Practitioner, practitioners),
        (PractitionerRole, contracts),
        (PractitionerLicence, licences),
        (WorkingWindow, windows),
        (RelatedPerson, relatives),
        (CareSetting, settings),
    )


def _identity(person: Row) -> dict[str, Any]:
    number, row_id = person["identity"], person["identity_id"]
    return {
        "id": row_id,
        "person_id": person["id"],
        "organisation_id": person["organisation_id"],
        "kind": "cn-identity",
        "issuer": "CN",
        "number_sealed": seal(number, place=IDENTITY_NUMBER, row_id=row_id),
        "number_index": identity_index("cn-identity", "CN", number),
        "added_at": person["registered_at"],
    }


def _contact(person: Row) -> dict[str, Any]:
    value, row_id = person["phone"], person["contact_id"]
    return {
        "id": row_id,
        "person_id": person["id"],
        "organisation_id": person["organisation_id"],
        "system": "phone",
        "value_sealed": seal(value, place=CONTACT_VALUE, row_id=row_id),
        "value_index": blind_index("phone", value),
        "added_at": person["registered_at"],
    }


def _tokens(person: Row) -> Iterator[dict[str, Any]]:
    found = set(_name_tokens(person["name"], person.get("name_latin", "")))
    if person.get("birth_on"):
        found.add(search_tokens.birth_token(person["birth_on"]))
    if person.get("phone"):
        found |= search_tokens.phone_tokens(person["phone"])
    if person.get("identity"):
        found.add(search_tokens.identity_token(person["identity"]))
    for token in sorted(found):
        yield {"person_id": person["id"], "organisation_id": person["organisation_id"], "token": token}


@lru_cache(maxsize=20_000)
def _name_tokens(name: str, name_latin: str) -> frozenset[str]:
    return frozenset(search_tokens.name_tokens(name, name_latin))
