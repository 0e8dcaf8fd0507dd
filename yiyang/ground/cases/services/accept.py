"""Take a case on: one named person, whoever is first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, SignInNeeded
from yiyang.foundation.events import publish
from yiyang.foundation.moves import sources
from yiyang.ground.cases import notices
from yiyang.ground.cases.errors import NotOffered
from yiyang.ground.cases.events import CaseAccepted
from yiyang.ground.cases.models import Case, Offer
from yiyang.ground.cases.services.climb import note_move
from yiyang.ground.cases.services.seen import known, may_take_over, record, seen
from yiyang.ground.cases.states import NEXT
from yiyang.ground.people.selectors import names_of

ACCEPTABLE = sources(NEXT, "accepted")


@transaction.atomic
def accept(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Make the actor responsible; their own second acceptance changes nothing, somebody else's raises Overtaken.

    Whoever was asked on any rung may accept, and whoever may take over in the house. Raises UnknownCase, NotOffered.
    """
    if by.person_id is None:
        raise SignInNeeded
    case = seen(case_id)
    offers = Offer.objects.filter(case_id=case_id)
    if not offers.filter(recipient_id=by.person_id).exists() and not may_take_over(by, case, now):
        raise NotOffered
    if case.state == "accepted" and case.accepted_by_id == by.person_id:
        return case
    moved = Case.objects.filter(id=case_id, state__in=ACCEPTABLE).update(
        state="accepted", accepted_by_id=by.person_id, accepted_at=now, due_at=None
    )
    if moved != 1:
        raise Overtaken
    case = Case.objects.get(id=case_id)
    note_move(case, by.person_id, now)
    record("case.accepted", case, by, now)
    others = {case.opened_by_id, *offers.values_list("recipient_id", flat=True)} - {None, by.person_id}
    who = names_of(by, [by.person_id]).get(by.person_id, "")
    notices.tell(case, notices.ACCEPTED, known(others), now, turn=f"accepted {now.isoformat()}", who=who)
    publish(CaseAccepted(case.id, case.kind, case.organisation_id, case.person_id, case.about_id, now, by.person_id))
    return case
