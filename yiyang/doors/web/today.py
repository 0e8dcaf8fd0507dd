"""What the homes say first: today, the next thing to do, then the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yiyang.care.records import selectors as records
from yiyang.care.records.actions import READ_WARNINGS
from yiyang.doors.web.circle import circle_of, due_tile
from yiyang.doors.web.letters import notice
from yiyang.doors.web.measured import readings_of
from yiyang.doors.web.who import Looking
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.tile import Tile
from yiyang.ground.access import services as access
from yiyang.ground.messages import selectors as messages
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.states import REQUESTED
from yiyang.lifecycle.settlement import selectors as settlement

NEXT = 4  # tiles below the next action; an elder's screen holds no more
LETTERS = 2  # unread letters on a home; the rest is one press away


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """`now` is the largest card; `rest` what else lies ahead; `circle` whom I care for; `ways` go onward."""

    title: str
    date: str
    now: Card
    for_title: str
    rest_title: str
    rest: Parts
    circle: Parts
    notices: Parts
    readings: Parts
    medicines: Parts
    bills: Parts
    again: Parts
    ways: Parts


def home_page(who: Looking, now: datetime) -> HomePage:
    """The home of the reader, or of the person they look after at present; complete with no data at all."""
    subject = who.subject
    ahead = orders.open_orders(who.actor, subject.id, now) if subject else []
    name = subject.first if subject else ""
    return HomePage(
        title=_("%(greeting)s, %(name)s") % {"greeting": greeting(now), "name": who.me.first if who.me else name},
        date=words.day(now),
        now=_now(ahead[0], now) if ahead else _nothing(),
        for_title=_("For %(name)s") % {"name": subject.called} if subject and subject is not who.me else _("For me"),
        rest_title=_rest_title(ahead, now),
        rest=tuple(_tile(card, now) for card in ahead[1 : 1 + NEXT]),
        circle=circle_of(who, now),
        notices=_notices(who, now),
        readings=readings_of(who.actor, subject.id, now) if subject else (),
        medicines=_medicines(who, subject.id, now) if subject else (),
        bills=_bills(who, subject.id, now) if subject else (),
        again=_again(who, subject.id, now) if subject else (),
        ways=_ways(messages.unread_count(who.actor) if who.me else 0),
    )


def greeting(now: datetime) -> str:
    """A greeting that fits the hour in the reader's zone."""
    hour = timezone.localtime(now).hour
    if hour < 5:
        return _("Good night")
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


def _now(card: OrderCard, now: datetime) -> Card:
    at = card.starts_at
    when = f"{words.near_day(at, now)} {words.hour(at)}" if at else pgettext("what comes next", "Now")
    unpaid = card.state == REQUESTED
    deed = Button(
        label=_("Pay and keep it") if unpaid else _("See everything"), href=card.href, kind="primary", wide=True
    )
    chip = Chip(word=_("Not paid yet"), tone="warn") if unpaid else Chip(word=card.code)
    line = " · ".join(each for each in (card.where, card.who) if each)
    parts = tuple(each for each in (line, card.next_step) if each)
    return Card(over=when, title=card.title, parts=parts, deeds=(deed,), chip=chip, tone="calm", lift=True, level=2)


def _nothing() -> Card:
    return Card(
        over=pgettext("what comes next", "Now"),
        title=_("Nothing is planned"),
        parts=(_("When you book something, it stands here."),),
        deeds=(Button(label=_("Find care"), href=reverse("find"), kind="primary", icon="search", wide=True),),
        tone="calm",
        lift=True,
        level=2,
    )


def _rest_title(ahead: list[OrderCard], now: datetime) -> str:
    more = len(ahead) - 1
    return ngettext("%(n)s more thing ahead", "%(n)s more things ahead", more) % {"n": more} if more > 0 else ""


def _tile(card: OrderCard, now: datetime) -> Tile:
    at = card.starts_at
    when = (words.hour(at) if words.near_day(at, now) == _("Today") else words.near_day(at, now)) if at else ""
    return Tile(when=when, icon="calendar-check", title=card.title, line=card.next_step or card.where, href=card.href)


def _bills(who: Looking, person_id: UUID, now: datetime) -> Parts:
    """What is still to pay for work that was done."""
    return tuple(due_tile(bill) for bill in settlement.bills_due(who.actor, [person_id], now)[:NEXT])


def _medicines(who: Looking, person_id: UUID, now: datetime) -> Parts:
    """The medicines that stand in the file, each with how it is taken; nothing for whoever may not see them."""
    if access.may(who.actor, READ_WARNINGS, now=now, person_id=person_id) is None:
        return ()
    standing = records.summary(who.actor, person_id, now).medicines[:NEXT]
    href = f"{reverse('file_of', args=[person_id])}?kind=MedicationRequest"
    return tuple(Tile(icon="pill", title=each.name, line=each.severity, href=href) for each in standing)


def _again(who: Looking, person_id: UUID, now: datetime) -> Parts:
    """The doctors and services of last time, one press from their numbers."""
    found = []
    for had in orders.services_had(who.actor, person_id, now):
        service = offers.service_card(who.actor, had.service_id)
        if service.state != "active":
            continue
        chinese = words.chinese()
        name = service.name if chinese else service.name_en
        doctor = service.practitioner if chinese else service.practitioner_en
        line = _("%(service)s, last time on %(day)s") % {"service": name, "day": words.short_day(had.last_at)}
        title = _("%(who)s again") % {"who": doctor or name}
        found.append(Tile(icon="history", title=title, line=line, href=had.href))
    return tuple(found)


def _notices(who: Looking, now: datetime) -> Parts:
    """The newest unread letters."""
    unread = [letter for letter in messages.inbox(who.actor, limit=NEXT) if letter.read_at is None]
    return tuple(notice(letter, now) for letter in unread[:LETTERS])


def _ways(unread: int) -> Parts:
    new = Chip(word=_("%(n)s new") % {"n": unread}, tone="info", icon="mail") if unread else ""
    return (
        Tile(
            icon="stethoscope",
            title=_("Find care"),
            line=_("Choose a doctor, a day and a number"),
            href=reverse("find"),
        ),
        Tile(
            icon="clipboard-list",
            title=_("What was ordered"),
            line=_("Visits, bills and receipts"),
            href=reverse("orders"),
        ),
        Tile(icon="calendar-days", title=_("My week"), line=_("To look at or to print"), href=reverse("week")),
        Tile(icon="mail", title=_("All messages"), line=_("What you were told"), chip=new, href=reverse("inbox")),
        Tile(
            icon="heart-pulse", title=_("Health file"), line=_("Everything in the order of time"), href=reverse("file")
        ),
    )
