"""What people are told about cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from yiyang.ground.cases.kinds import of
from yiyang.ground.cases.models import Case
from yiyang.ground.messages import kinds
from yiyang.ground.messages import services as messages

OFFERED = kinds.declare(
    "cases.offered",
    title=gettext_noop("Please take this on: %(case)s"),
    body="%(detail)s",
    link="/cases/%(case_id)s/",
)
ACCEPTED = kinds.declare(
    "cases.accepted",
    title=gettext_noop("%(who)s has taken this on: %(case)s"),
    body="%(detail)s",
    link="/cases/%(case_id)s/",
)
CLOSED = kinds.declare(
    "cases.closed", title=gettext_noop("Done: %(case)s"), body="%(detail)s", link="/cases/%(case_id)s/"
)
UNANSWERED = kinds.declare(
    "cases.unanswered",
    title=gettext_noop("Nobody has taken this on: %(case)s"),
    body="%(detail)s",
    link="/cases/%(case_id)s/",
)


def tell(case: Case, kind: kinds.Kind, to: Iterable[UUID], now: datetime, *, turn: str = "", who: str = "") -> None:
    """Tell `to` about a case; `turn` sets one telling of the same kind apart from the next."""
    name = of(case.kind).name
    with translation.override("zh-hans"):
        own_name = gettext(name)
    facts = {"detail": "", **case.facts, "case": own_name, "case_en": name, "case_id": str(case.id), "who": who}
    messages.notify(
        to=to,
        kind=kind.code,
        facts=facts,
        now=now,
        about_id=uuid5(case.id, turn) if turn else case.id,
        person_id=case.person_id,
        organisation_id=case.organisation_id,
        urgency="alarm" if case.urgency == "alarm" else "routine",
    )
