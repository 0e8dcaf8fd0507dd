"""Calendars for a calendar program: one's own and the family's visits, or the hours of a professional.

What lies in somebody's telephone lies at a company's as well: an appointment says what and where, a family member is
called by the given name, and a professional's hours name the house and nobody who comes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yiyang.doors.web.who import house_names, known
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.deed import Deed
from yiyang.foundation import calendars
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access
from yiyang.ground.people import selectors as people
from yiyang.ground.people.selectors import CalendarReader
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard

BACK, AHEAD = timedelta(days=7), timedelta(days=90)
HOUR = timedelta(hours=1)
CIRCLE_MAX = 12


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    title: str
    about: str
    cards: Parts
    fresh: str  # the address that was just made, shown this once
    subscribe: str


def calendar_page(viewer: Actor, *, fresh: str = "") -> CalendarPage:
    """Which calendars the reader has, and the ways to make and end them. Raises SignInNeeded."""
    if viewer.person_id is None:
        raise SignInNeeded
    standing = people.calendar_addresses(viewer)
    kinds = {"visits": (_("Visits"), _("Your own visits, and those of whom you look after."))}
    if people.practitioner_of(viewer.person_id) is not None:
        kinds["work"] = (_("Work"), _("Your hours at every house. Nobody who comes is named."))
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('calendar_feed', args=[fresh])}" if fresh else ""
    return CalendarPage(
        title=_("Calendar"),
        about=_("Your telephone or computer can show your dates. It reads them under a secret address: whoever has the "
                "address can read them too, so give it to nobody."),
        cards=tuple(
            _card(calendar, title, text, standing.get(calendar)) for calendar, (title, text) in kinds.items()
        ),
        fresh=address,
        subscribe=address.replace("https://", "webcal://").replace("http://", "webcal://"),
    )  # fmt: skip


def _card(calendar: str, title: str, text: str, since: datetime | None) -> Card:
    here = reverse("my_calendar")
    make = _("Make a new address") if since else _("Make an address")
    deeds = [
        Deed(action=here, hidden=(("make", calendar),), button=Button(label=make, icon="link", note=title)),
    ]
    if since:
        end = Button(label=_("End it"), icon="x", note=title)
        deeds.append(Deed(action=here, hidden=(("end", calendar),), button=end))
    parts = [text]
    if since:
        said = _("There is an address since %(when)s. A new one ends it.")
        parts.append(said % {"when": words.moment(since)})
    return Card(level=2, title=title, parts=tuple(parts), deeds=tuple(deeds))


def feed(reader: CalendarReader, now: datetime) -> str:
    """The calendar, under the eyes of whom it belongs to and in their language. The caller has set the context."""
    viewer = Actor.person(reader.person_id)
    with translation.override(reader.language):
        events, name = (
            (_work(viewer, now), _("Work")) if reader.calendar == "work" else (_visits(viewer, now), _("Visits"))
        )
        return calendars.calendar(events, written_at=now, name=name, feed=True)


def _visits(viewer: Actor, now: datetime) -> list[calendars.Event]:
    assert viewer.person_id is not None
    circle = [each.person_id for each in access.circle(viewer, now) if actions.SEE in each.scopes][:CIRCLE_MAX]
    family = known(viewer, circle) if circle else {}
    events = [_visit(card, "") for card in orders.open_orders(viewer, viewer.person_id, now) if card.starts_at]
    for person_id, person in family.items():
        with suppress(Unknown):  # withheld since: one's own visits are read all the same
            theirs = orders.open_orders(viewer, person_id, now)
            events += [_visit(card, person.first) for card in theirs if card.starts_at]
    return events


def _visit(card: OrderCard, whose: str) -> calendars.Event:
    assert card.starts_at is not None
    return calendars.Event(
        uid=f"{card.order_id}@yiyang",
        starts_at=card.starts_at,
        ends_at=card.ends_at or card.starts_at + HOUR,
        summary=f"{whose}: {card.title}" if whose else card.title,
        location=card.where,
        remind_hours=2,
    )


def _work(viewer: Actor, now: datetime) -> list[calendars.Event]:
    assert viewer.person_id is not None
    face = people.practitioner_of(viewer.person_id)
    if face is None:
        return []
    times = capacity.taken_times(viewer, face.id, from_at=now - BACK, to_at=now + AHEAD)
    names = house_names(viewer, {each.organisation_id for each in times})
    return [
        calendars.Event(
            uid=f"{each.cause_id}@yiyang",
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            summary=_("Work at %(house)s") % {"house": names.get(each.organisation_id, "")},
        )
        for each in times
    ]
