"""What happened in people, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class SignInCodeRequested:
    """A six-digit code must reach a number or address now. The code is never written down or logged.

    `account_id` is None while the account behind the address is not known yet.
    """

    account_id: UUID | None
    system: str  # phone or email
    address: str = field(repr=False)
    code: str = field(repr=False)
    language: str
    at: datetime


@dataclass(frozen=True)
class SignInNoticeRequested:
    """Somebody must be told while signing in: `account-exists` (use a code instead) or `confirm-address` (a link)."""

    kind: str
    system: str
    address: str = field(repr=False)
    link: str = field(repr=False)
    language: str
    at: datetime


@dataclass(frozen=True)
class FamilyGranted:
    """The elder or a guardian let somebody in, or changed what they may do."""

    related_id: UUID
    person_id: UUID
    relative_id: UUID
    scopes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class FamilyWithdrawn:
    """A relative may no longer see or do anything here."""

    related_id: UUID
    person_id: UUID
    relative_id: UUID
    at: datetime


@dataclass(frozen=True)
class SettingChanged:
    """A person is cared for somewhere else from an instant on."""

    person_id: UUID
    kind: str
    responsible_id: UUID | None
    from_at: datetime
    at: datetime


@dataclass(frozen=True)
class RequestDecided:
    """The office did what a person asked for, or refused it. `kind`: export or erase."""

    request_id: UUID
    person_id: UUID
    organisation_id: UUID
    kind: str
    done: bool
    decision: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class FilesMerged:
    """Two files became one person's."""

    merge_id: UUID
    kept_id: UUID
    merged_id: UUID
    at: datetime


@dataclass(frozen=True)
class FilesSeparated:
    """A merge was undone."""

    merge_id: UUID
    kept_id: UUID
    merged_id: UUID
    at: datetime


@dataclass(frozen=True)
class PractitionerLicenceExpiring:
    """Said once, thirty days ahead, to the house that saw the licence."""

    licence_id: UUID
    organisation_id: UUID
    practitioner_id: UUID
    kind: str
    expires_on: date
    at: datetime
