"""Whom the reader looks after: how it stands with each of them, and what waits for the reader today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.doors.web.who import Known, Looking
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.deed import Deed
from yiyang.face.components.tile import Tile
from yiyang.ground.access import actions
from yiyang.ground.access.selectors.circle import Close
from yiyang.ground.cases import selectors as cases
from yiyang.ground.cases.selectors import CaseCard
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.states import REQUESTED
from yiyang.lifecycle.settlement import selectors as settlement

SHOWN_MAX = 12  # elders on one home


@dataclass(frozen=True)
class Standing:
    """How it stands with one elder; `ahead` is None when the reader may not see it."""

    ahead: list[OrderCard] | None
    call: CaseCard | None
    owed: list[settlement.DueBill]


def circle_of(who: Looking, now: datetime) -> Parts:
    """One card for each elder: the next thing, what is not paid, whether they called for help; first the way back."""
    close = [each for each in who.circle if each.person_id in who.people][:SHOWN_MAX]
    ahead = orders.open_orders_together(who.actor, [each.person_id for each in close], now)
    calls = _calls(who, {each.person_id for each in close})
    owed: dict[UUID, list[settlement.DueBill]] = {}
    for bill in settlement.bills_due(who.actor, [each.person_id for each in close], now):
        owed.setdefault(bill.person_id, []).append(bill)
    cards = tuple(
        _elder(
            who.people[each.person_id],
            each,
            Standing(ahead.get(each.person_id), calls.get(each.person_id), owed.get(each.person_id, [])),
            now,
            chosen=who.subject_id == each.person_id,
        )
        for each in close
    )
    if who.subject_id is None or who.me is None:
        return cards
    return (Tile(icon="house", title=_("Back to myself"), action=reverse("care", args=[who.me.id])), *cards)


def _calls(who: Looking, people: set[UUID]) -> dict[UUID, CaseCard]:
    """The open calls the reader was asked to answer, or has answered, one for each elder."""
    found: dict[UUID, CaseCard] = {}
    for case in cases.my_cases(who.actor) if people else ():
        if case.person_id in people:
            found.setdefault(case.person_id, case)
    return found


def _elder(person: Known, close: Close, standing: Standing, now: datetime, *, chosen: bool) -> Card:
    call, ahead = standing.call, standing.ahead
    age = person.age(timezone.localtime(now).date())
    waiting: list[Part] = []
    if call is not None:
        waiting.append(Tile(icon="siren", title=call.name, line=_told(call, now), href=reverse("case", args=[call.id])))
    waiting += [_unpaid(card) for card in ahead or () if card.state == REQUESTED]
    waiting += [due_tile(bill) for bill in standing.owed]
    nothing = _("Nothing waits for you today.")
    calm = Chip(word=_("All calm"), tone="ok")
    return Card(
        over=_("%(age)s years") % {"age": age} if age is not None else "",
        title=person.called,
        chip=Chip(word=_("needs you"), tone="bad" if call else "warn") if waiting else calm,
        tone="bad" if call else "warn" if waiting else "plain",
        parts=(_next(ahead, now), *(waiting or [nothing]), _may(close)),
        deeds=_deeds(person, close, chosen=chosen),
        lift=chosen,
    )


def _deeds(person: Known, close: Close, *, chosen: bool) -> Parts:
    """The ways on from an elder's card: take over their page, and see who looked at their file."""
    label, here = _("Look after %(name)s") % {"name": person.first}, reverse("care", args=[person.id])
    over = Deed(action=here, button=Button(label=label, kind="plain" if chosen else "primary", icon="hand-heart"))
    if actions.RECORDS not in close.scopes:
        return (over,)
    looked = reverse("looks_of", args=[person.id])
    return over, Button(label=_("Who looked"), href=looked, icon="eye", note=person.called)


def _next(ahead: list[OrderCard] | None, now: datetime) -> str:
    """What stands ahead, in one line."""
    if ahead is None:
        return _("They have not let you see their visits.")
    if not ahead:
        return _("Nothing is planned.")
    first = ahead[0]
    when = f"{words.near_day(first.starts_at, now)} {words.hour(first.starts_at)}" if first.starts_at else ""
    more = len(ahead) - 1
    rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
    return " · ".join(each for each in (when, first.title, first.where, rest) if each)


def _unpaid(card: OrderCard) -> Tile:
    return Tile(icon="wallet", title=_("To pay: %(what)s") % {"what": card.title}, line=card.next_step, href=card.href)


def due_tile(bill: settlement.DueBill) -> Tile:
    """A bill for what was done, one press from being paid."""
    what = bill.service if words.chinese() else bill.service_en
    here = reverse("bill", args=[bill.order_id])
    line = " · ".join((words.money(bill.due), words.full_day(bill.since), bill.order_code))
    return Tile(icon="receipt-text", title=_("To pay: %(what)s") % {"what": what}, line=line, href=here)


def _told(call: CaseCard, now: datetime) -> str:
    if call.accepted_by_id:
        return _("You have taken it on.")
    return _("called %(ago)s; nobody has answered yet") % {"ago": words.ago(call.opened_at, now)}


def _may(close: Close) -> Part:
    """What they let the reader do, in the reader's words."""
    said = {
        actions.SEE: _("see visits"),
        actions.BOOK: _("book"),
        actions.PAY: _("pay"),
        actions.VITALS: _("see readings"),
        actions.RECORDS: _("see records"),
        actions.CHANGE: _("change packages"),
        actions.ALARMS: _("be called"),
    }
    may = _(", ").join(word for scope, word in said.items() if scope in close.scopes)
    return _("You may: %(what)s") % {"what": may}
