"""Kinds of case as data: what a room above asks somebody to take on, and whom it asks if a house says nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MINUTES_MAX = 7 * 24 * 60
RUNGS_MAX = 10


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: whom to ask, and how many minutes they have before the next rung is asked as well.

    `role` asks everybody who holds the role `code` in the case's organisation, `relation` everybody in a live
    relation of kind `code` to the case's person.
    """

    whom: Literal["role", "relation"]
    code: str
    minutes: int


@dataclass(frozen=True)
class CaseKind:
    """`room.what`; `name` is a msgid; `reasons` are the codes a case may be closed with; `ladder` is the usual one."""

    code: str
    name: str
    ladder: tuple[Rung, ...]
    reasons: tuple[str, ...]
    urgency: Literal["routine", "alarm"] = "routine"


_declared: dict[str, CaseKind] = {}


def declare(kind: CaseKind) -> CaseKind:
    """Make a kind known; the same again changes nothing, another under the same code raises ValueError."""
    if not kind.ladder or len(kind.ladder) > RUNGS_MAX or not kind.reasons:
        raise ValueError(f"case kind {kind.code} needs a ladder of at most {RUNGS_MAX} rungs and a reason to close")
    if _declared.setdefault(kind.code, kind) != kind:
        raise ValueError(f"case kind {kind.code} is declared twice")
    return kind


def of(code: str) -> CaseKind:
    """The declared kind; an unknown one is our own mistake (KeyError)."""
    return _declared[code]


def declared() -> dict[str, CaseKind]:
    """Every declared kind by code."""
    return dict(_declared)
