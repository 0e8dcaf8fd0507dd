"""Ask the next rung. Every ask moves `due_at`, so asking twice at the same moment asks once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from yiyang.ground.access.actions import MANAGER
from yiyang.ground.access.selectors import holders_of
from yiyang.ground.cases import notices
from yiyang.ground.cases.models import Case, Move, Offer
from yiyang.ground.cases.services.ladder import ladder_of, people_on

ROUNDS_MAX = 12


def climb(case: Case, now: datetime) -> list[UUID]:
    """Offer a case (a row this transaction has locked or just made) to the next rung with anybody on it.

    The last rung is asked again and again, at most twelve times; then everybody asked so far, and who manages the
    house, is told that nobody took it on, and the case stays on the house's list without a clock. Answers who was
    asked.
    """
    ladder = ladder_of(case.organisation_id, case.kind)
    position = case.rung + 1
    while position < len(ladder) and not people_on(ladder[position], case, now):
        position += 1
    if position < len(ladder):
        return _ask(case, position, ladder[position].minutes, people_on(ladder[position], case, now), now)
    if case.round >= ROUNDS_MAX:
        return _give_up(case, now)
    case.round += 1
    last = min(case.rung, len(ladder) - 1)
    return _ask(case, case.rung, ladder[last].minutes, people_on(ladder[last], case, now) if last >= 0 else [], now)


def _ask(case: Case, position: int, minutes: int, people: list[UUID], now: datetime) -> list[UUID]:
    case.rung = position
    case.due_at = now + timedelta(minutes=minutes)
    if people:
        case.state = "offered"
    case.save(update_fields=["rung", "round", "due_at", "state"])
    Offer.objects.bulk_create(
        [
            Offer(
                case_id=case.id,
                organisation_id=case.organisation_id,
                person_id=case.person_id,
                recipient_id=recipient_id,
                rung=position,
                at=now,
            )
            for recipient_id in people
        ],
        ignore_conflicts=True,
    )
    note_move(case, None, now)
    notices.tell(case, notices.OFFERED, people, now, turn=f"{position}.{case.round}")
    return people


def _give_up(case: Case, now: datetime) -> list[UUID]:
    case.due_at = None
    case.save(update_fields=["due_at"])
    note_move(case, None, now, "unanswered")
    managers = holders_of(case.organisation_id, MANAGER, now)
    notices.tell(case, notices.UNANSWERED, [*_asked_so_far(case), *managers], now)
    return []


def _asked_so_far(case: Case) -> list[UUID]:
    return list(
        Offer.objects.filter(case_id=case.id).order_by("recipient_id").values_list("recipient_id", flat=True).distinct()
    )


def note_move(case: Case, by_id: UUID | None, now: datetime, reason: str = "") -> None:
    """Keep one step in the life of a case."""
    Move.objects.create(
        case_id=case.id,
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        state=case.state,
        rung=case.rung,
        by_id=by_id,
        reason=reason,
        at=now,
    )
