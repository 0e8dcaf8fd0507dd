"""What is waiting for somebody: for a house, about a person, on one's own list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access import services as access
from yiyang.ground.cases import kinds
from yiyang.ground.cases.actions import SEE_CASES
from yiyang.ground.cases.errors import UnknownCase
from yiyang.ground.cases.models import Case, Move, Offer

PAGE = 100


@dataclass(frozen=True)
class CaseCard:
    """One case as a list shows it. `offered_to_me`: the viewer was asked; `mine`: the viewer is responsible."""

    id: UUID
    kind: str
    name: str
    state: str
    urgent: bool
    facts: dict[str, Any]
    organisation_id: UUID
    person_id: UUID | None
    about_id: UUID | None
    rung: int
    due_at: datetime | None
    opened_at: datetime
    accepted_by_id: UUID | None
    accepted_at: datetime | None
    closed_at: datetime | None
    reason: str
    offered_to_me: bool
    mine: bool


@dataclass(frozen=True)
class Step:
    """One step in the life of a case."""

    state: str
    rung: int
    by_id: UUID | None
    reason: str
    at: datetime


def open_cases(viewer: Actor, *, now: datetime) -> list[CaseCard]:
    """Everything open in the house the viewer acts for, alarms first, then the oldest; at most 100."""
    access.require(viewer, SEE_CASES, now=now, organisation_id=viewer.organisation_id)
    assert viewer.organisation_id is not None  # required above
    standing = Case.objects.filter(organisation_id=viewer.organisation_id).exclude(state="closed")
    return _cards(viewer, standing.order_by("urgency", "opened_at", "id")[:PAGE])


def cases_about(viewer: Actor, person_id: UUID, *, now: datetime) -> list[CaseCard]:
    """Every case about a person that the viewer may see, newest first; at most 100. Raises Unknown to a stranger."""
    access.require(viewer, SEE_CASES, now=now, person_id=person_id, organisation_id=viewer.organisation_id)
    return _cards(viewer, Case.objects.filter(person_id=person_id).order_by("-opened_at", "-id")[:PAGE])


def my_cases(viewer: Actor) -> list[CaseCard]:
    """What the viewer was asked to take on and nobody has, and what they have taken on themselves."""
    if viewer.person_id is None:
        raise SignInNeeded
    asked = Offer.objects.filter(recipient_id=viewer.person_id, case__state__in=("open", "offered"))
    asked_ids = list(asked.values_list("case_id", flat=True)[:PAGE])
    accepted = Case.objects.filter(accepted_by_id=viewer.person_id, state="accepted")
    standing = (Case.objects.filter(id__in=asked_ids) | accepted).order_by("urgency", "opened_at", "id")
    return _cards(viewer, standing[:PAGE])


def case_card(viewer: Actor, case_id: UUID) -> CaseCard:
    """One case, if the viewer's eyes may see it; raises UnknownCase."""
    cards = _cards(viewer, Case.objects.filter(id=case_id))
    if viewer.kind == "anonymous" or not cards:
        raise UnknownCase
    return cards[0]


def steps_of(viewer: Actor, case_id: UUID) -> list[Step]:
    """The life of a case so far; raises UnknownCase."""
    card = case_card(viewer, case_id)
    moves: Iterable[Move] = Move.objects.filter(organisation_id=card.organisation_id, case_id=case_id).order_by(
        "at", "id"
    )
    return [Step(move.state, move.rung, move.by_id, move.reason, move.at) for move in moves]


def _cards(viewer: Actor, cases: QuerySet[Case]) -> list[CaseCard]:
    found = list(cases)
    offers = Offer.objects.filter(case_id__in=[case.id for case in found])
    asked = {
        case_id for case_id, recipient in offers.values_list("case_id", "recipient_id") if recipient == viewer.person_id
    }
    return [_card(case, viewer, offered=case.id in asked) for case in found]


def _card(case: Case, viewer: Actor, *, offered: bool) -> CaseCard:
    return CaseCard(
        id=case.id,
        kind=case.kind,
        name=gettext(kinds.of(case.kind).name),
        state=case.state,
        urgent=case.urgency == "alarm",
        facts=case.facts,
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        about_id=case.about_id,
        rung=case.rung,
        due_at=case.due_at,
        opened_at=case.opened_at,
        accepted_by_id=case.accepted_by_id,
        accepted_at=case.accepted_at,
        closed_at=case.closed_at,
        reason=case.reason,
        offered_to_me=offered,
        mine=case.accepted_by_id is not None and case.accepted_by_id == viewer.person_id,
    )
