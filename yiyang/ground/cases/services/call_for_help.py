"""The one emergency control: whoever presses it, the person's house is asked at once, then the family."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, gettext_noop
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import MANAGER, NURSE
from yiyang.ground.cases.actions import CALL_FOR_HELP
from yiyang.ground.cases.errors import NobodyToAsk
from yiyang.ground.cases.kinds import CaseKind, Rung, declare
from yiyang.ground.cases.models import Case
from yiyang.ground.cases.services.close import close
from yiyang.ground.cases.services.open_case import open_case
from yiyang.ground.cases.services.seen import seen
from yiyang.ground.people import selectors as people

MISTAKE = "by-mistake"
HELP = declare(
    CaseKind(
        "cases.help",
        gettext_noop("Call for help"),
        ladder=(Rung("role", NURSE, 1), Rung("relation", "family", 1), Rung("role", MANAGER, 5)),
        reasons=("helped", "ambulance", MISTAKE),
        urgency="alarm",
    )
)


@transaction.atomic
def call_for_help(*, by: Actor, now: datetime, person_id: UUID) -> UUID:
    """Open the person's call for help, or answer the one that stands; pressing twice is one call.

    Asked is the house responsible for the person, else the one that keeps the file. Raises Unknown for a stranger,
    NobodyToAsk when no house stands behind the person: then only the family and 120 can help.
    """
    access.require(by, CALL_FOR_HELP, now=now, person_id=person_id)
    card = people.person_card(by, person_id, now)
    house = card.responsible_id or card.keeper_id
    if house is None:
        raise NobodyToAsk
    told = ", ".join(each for each in (card.name, card.address) if each)
    return open_case(HELP.code, organisation_id=house, person_id=card.id, now=now, facts={"detail": told}, by=by)


@transaction.atomic
def call_off(*, by: Actor, now: datetime, case_id: UUID) -> Case:
    """It was a mistake: whoever called, or the person, ends the call while nobody has taken it on.

    Raises UnknownCase for everybody else, Overtaken once somebody is on the way: tell them instead.
    """
    case = seen(case_id)
    access.require(by, CALL_FOR_HELP, now=now, person_id=case.person_id)
    if case.state == "closed" and case.reason == MISTAKE:
        return case
    if case.state not in ("open", "offered"):
        raise Overtaken
    return close(case_id, by=Actor.system(case.organisation_id), now=now, reason=MISTAKE)
