"""What can be permitted: an action is declared as data beside the verb it guards."""

from __future__ import annotations

from dataclasses import dataclass, field

_register: dict[str, Action] = {}


@dataclass(frozen=True)
class Action:
    """One permitted deed.

    code: `room.verb`. label: a sentence for "why could she see this?" (msgid).
    by_self: the person may do it about themselves. scope: a relation carrying this scope may do it.
    roles: role codes that may do it inside their own organisation (and, about a person, when that
    organisation stands in a live relation to the person, or wrote the row).
    anyone: nobody needs to be asked. breakable: a live break-glass session suffices.
    logged: every grant about a person leaves a Disclosure.
    """

    code: str
    label: str
    by_self: bool = False
    scope: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    anyone: bool = False
    breakable: bool = False
    logged: bool = False

    def __post_init__(self) -> None:
        if _register.get(self.code, self) != self:
            raise ValueError(f"action {self.code} is declared twice")
        _register[self.code] = self


def declared() -> dict[str, Action]:
    """Every declared action by code."""
    return dict(_register)


# Role codes, one place (glossary: roles).
OPERATOR = "operator"  # runs the platform
REVIEWER = "reviewer"  # reviews entries
MANAGER = "manager"  # manages an organisation
DESK = "desk"  # books, checks in, takes money
DOCTOR = "doctor"
NURSE = "nurse"
CARER = "carer"
PHARMACIST = "pharmacist"
SUPERVISOR = "supervisor"  # the government's eyes on a subtree of areas
PRIVACY = "privacy-officer"

STAFF = frozenset({MANAGER, DESK, DOCTOR, NURSE, CARER, PHARMACIST})
CLINICAL = frozenset({DOCTOR, NURSE})
ALL_ROLES = STAFF | {OPERATOR, REVIEWER, SUPERVISOR, PRIVACY}

# Scopes of a relation (R06).
SEE = "see"  # identity, visits, orders
VITALS = "vitals"
RECORDS = "records"
BOOK = "book"
PAY = "pay"
CHANGE = "change-package"
ALARMS = "alarms"
CARE = "care"  # write records; care team and provider of an open order only
ALL_SCOPES = frozenset({SEE, VITALS, RECORDS, BOOK, PAY, CHANGE, ALARMS, CARE})
FAMILY_SCOPES = ALL_SCOPES - {CARE}
