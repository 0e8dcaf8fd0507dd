"""A week on one page, to look at or to hang on the refrigerator; and the sheet a worker takes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yiyang.care.records import selectors as records
from yiyang.care.records.actions import READ_WARNINGS
from yiyang.doors.web.who import Looking, known
from yiyang.face import words
from yiyang.face.components.sheet import Sheet
from yiyang.face.components.week import Day, Thing, Week
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard

DAYS = 7


@dataclass(frozen=True, kw_only=True)
class WeekPage:
    title: str
    line: str
    week: Week


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    title: str
    sheet: Sheet
    encounter_id: UUID


def week_page(who: Looking, now: datetime) -> WeekPage:
    """The next seven days of whom the reader looks after, or of the reader. Raises SignInNeeded."""
    subject = who.subject
    if subject is None:
        raise SignInNeeded
    today = timezone.localtime(now).date()
    by_day: dict[date, list[OrderCard]] = {}
    for card in orders.open_orders(who.actor, subject.id, now):
        if card.starts_at is not None:
            by_day.setdefault(timezone.localtime(card.starts_at).date(), []).append(card)
    days = tuple(
        Day(words.short_day(day), tuple(_thing(card) for card in by_day.get(day, ())), today=day == today)
        for day in (today + timedelta(days=step) for step in range(DAYS))
    )
    return WeekPage(
        title=_("The week of %(name)s") % {"name": subject.called},
        line=_("As it stood on %(moment)s.") % {"moment": words.full_moment(now)},
        week=Week(days=days, daily=_daily(who.actor, subject.id, now)),
    )


def sheet_page(viewer: Actor, encounter_id: UUID, now: datetime) -> SheetPage:
    """The paper for one visit, for whoever may write in it. Raises Unknown."""
    visit = records.visit_card(viewer, encounter_id, now)
    card = people.person_card(viewer, visit.person_id, now)
    warned = records.summary(viewer, visit.person_id, now)
    person = known(viewer, [visit.person_id]).get(visit.person_id)
    facts = (
        (_("Born"), words.full_day(card.birth_on) if card.birth_on else ""),
        (_("Lives at"), card.address),
        (_("Visit"), words.full_moment(now)),
    )
    return SheetPage(
        title=_("Visit sheet"),
        encounter_id=encounter_id,
        sheet=Sheet(
            name=person.called if person else "",
            facts=tuple((label, value) for label, value in facts if value),
            beware=tuple(each.name for each in (*warned.allergies, *warned.conditions)),
            medicines=tuple(f"{each.name} {each.severity}".strip() for each in warned.medicines),
            tasks=(_("Ask how it is"), _("Measure what the plan asks for"), _("Write down what was found")),
        ),
    )


def _thing(card: OrderCard) -> Thing:
    assert card.starts_at is not None
    line = " · ".join(each for each in (card.where, card.who) if each)
    return Thing(words.hour(card.starts_at), card.title, line, card.href)


def _daily(viewer: Actor, person_id: UUID, now: datetime) -> tuple[Thing, ...]:
    if access.may(viewer, READ_WARNINGS, now=now, person_id=person_id) is None:
        return ()
    return tuple(Thing(each.severity, each.name) for each in records.summary(viewer, person_id, now).medicines)
