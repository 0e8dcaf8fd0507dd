"""The chart of accounts: the only accounts settlement moves money between.

owner          kind                  positive when …                     negative when …
a person       payer                 they have paid in advance           they owe
the platform   clearing:<provider>   –                                   the provider holds our money
a house        revenue:<code>        it earned that much by this kind    –
a house        written-off           –                                   it gave up that much
a house        till                  –                                   it took cash at the desk

charged        payer → revenue:<code>         reserved when ordered, posted when the work ends
paid           clearing:<provider> → payer
refunded       payer → clearing:<provider>    reserved when asked, posted when the provider says so
credited       revenue:<code> → payer         after the work has ended
written off    written-off → payer
"""

from __future__ import annotations

from uuid import UUID

from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.ledger.services import AccountId

PLATFORM = UUID("5d2f2c3e-8a39-5a63-b1ee-2f0d3c7e9a10")
"""Who owns the clearing accounts: no person and no organisation, so only the worker sees their balance."""

DESK = "desk"
"""The provider code of money taken by hand."""


def payer(person_id: UUID, currency: str) -> AccountId:
    return ledger.account(person_id, "payer", currency)


def revenue(organisation_id: UUID, code: str, currency: str) -> AccountId:
    """The income of a house by kind (R80); `code` is the code of a charge."""
    return ledger.account(organisation_id, f"revenue:{code}"[:40], currency)


def written_off(organisation_id: UUID, currency: str) -> AccountId:
    return ledger.account(organisation_id, "written-off", currency)


def money_of(provider: str, organisation_id: UUID, currency: str) -> AccountId:
    """Where the money of a payment lies: with the provider, or in the till of the house."""
    if provider == DESK:
        return ledger.account(organisation_id, "till", currency)
    return ledger.account(PLATFORM, f"clearing:{provider}", currency)
