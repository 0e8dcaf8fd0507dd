"""A provider: facts, score, days and numbers, the price for this person by which rule, and what cancelling costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.doors.web.attempts import in_words
from yiyang.doors.web.packages import package_cards
from yiyang.doors.web.voices import voices_of
from yiyang.doors.web.who import Known
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.day_strip import Day, DayStrip
from yiyang.face.components.facts import Facts
from yiyang.face.components.map import Map, Place
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.price import Price
from yiyang.face.components.slot_grid import Slot, SlotGrid
from yiyang.face.components.stars import Stars
from yiyang.face.components.state import State
from yiyang.face.components.why import Why
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.offers import services as pricing
from yiyang.lifecycle.offers.prices import Quote
from yiyang.lifecycle.orders.protocol import mode_of

AHEAD = 14  # days in the strip


@dataclass(frozen=True, kw_only=True)
class ProviderPage:
    title: str
    header: PersonHeader
    about: str
    why: Part
    days: Part
    numbers: Part
    price: Price
    for_whom: str
    cancelling: Why
    house: Card
    packages: Parts
    map: Part
    voices: Parts
    entrance: str
    hidden: tuple[tuple[str, str], ...]
    take: Button


def provider_page(
    viewer: Actor, service_id: UUID, now: datetime, *, day: date | None, person: Known | None
) -> ProviderPage:
    """Everything one needs to choose; raises Unknown. `person` is for whom the price is asked."""
    card = offers.service_card(viewer, service_id)
    house = places.organisation_card(viewer, card.organisation_id, now)
    quote = pricing.quote(service_id=service_id, person_id=person.id if person else None, now=now)
    closed = places.why_closed(viewer, card.organisation_id, now)
    sessions = [] if closed else _sessions(viewer, card, now)
    entrance = mode_of(card.mode).entrance(service_id)
    elsewhere = not closed and not sessions and not capacity.is_numbered(viewer, service_id)
    by_day: dict[date, list[capacity.SessionCard]] = {}
    for session in sessions:
        by_day.setdefault(timezone.localtime(session.starts_at).date(), []).append(session)
    chosen = (
        day if day in by_day else next((each for each, held in by_day.items() if any(one.free for one in held)), None)
    )
    english = not words.chinese()
    service = card.name_en if english else card.name
    worker = card.practitioner_en if english else card.practitioner
    title = card.title_en if english else card.title
    where = card.organisation_en if english else card.organisation
    return ProviderPage(
        title=worker or service,
        header=PersonHeader(
            name=worker or service,
            line=" · ".join(each for each in (title, service if worker else "", where) if each),
            chips=_chips(card),
        ),
        about=card.description_en if english else card.description,
        why=_why(card),
        days="" if closed or elsewhere else _strip(by_day, chosen, reverse("provider", args=[service_id]), now),
        numbers=_closed(closed)
        if closed
        else _unnumbered()
        if elsewhere
        else _numbers(viewer, by_day.get(chosen, []) if chosen else [], now),
        price=_price(quote),
        for_whom=person.called if person else "",
        cancelling=Why(text=cancelling_words(card.cancellation)),
        house=_house(house),
        packages=package_cards(viewer, now, holding=service_id),
        map=_map(viewer, house),
        voices=voices_of(viewer, service_id),
        entrance=entrance,
        hidden=(("request_key", uuid4().hex),),
        take=_elsewhere(card) if closed else _onward(entrance) if elsewhere else _take(viewer, service_id, quote),
    )


def _sessions(viewer: Actor, card: offers.ServiceCard, now: datetime) -> list[capacity.SessionCard]:
    until = now + timedelta(days=AHEAD)
    return capacity.sessions_of(viewer, card.organisation_id, now=now, until=until, service_id=card.id)


def _strip(by_day: dict[date, list[capacity.SessionCard]], chosen: date | None, here: str, now: datetime) -> DayStrip:
    return DayStrip(label=_("Choose a day"), days=_days(by_day, chosen, here, now))


def _unnumbered() -> State:
    """Nothing here is given by number: the page where it is ordered asks what it needs to know."""
    return State(
        kind="empty",
        icon="calendar-days",
        title=_("This is ordered without a number"),
        text=_("On the next page you choose what fits you. Nothing is paid yet."),
    )


def _onward(entrance: str) -> Button:
    return Button(label=_("Go on to order"), href=entrance, kind="primary", wide=True, icon="calendar-check")


def _closed(why: Refused) -> State:
    """The house takes no bookings: why, what that means for those who have one, and no number to be disappointed by."""
    return State(
        kind="refused",
        icon="calendar-x",
        title=in_words(why),
        text=_("What is booked already stands as it is. For a new visit, please look for somebody else."),
    )


def _elsewhere(card: offers.ServiceCard) -> Button:
    """The way on from a house that takes no bookings: everybody else who answers the same need."""
    label = _("Look for somebody else")
    return Button(label=label, href=f"{reverse('find')}?need={card.need}", kind="primary", wide=True, icon="search")


def _take(viewer: Actor, service_id: UUID, quote: Quote) -> Button:
    if viewer.person_id is None:
        back = urlencode({"next": reverse("provider", args=[service_id])})
        return Button(
            label=_("Sign in to take a number"), href=f"{reverse('account_login')}?{back}", kind="primary", wide=True
        )
    label = _("Take this number and pay") if quote.terms == "prepaid" else _("Take this number")
    return Button(label=label, kind="primary", form="choice", wide=True, icon="calendar-check")


def _chips(card: offers.ServiceCard) -> Parts:
    found: list[Part] = [Stars(score_milli=card.score_milli, count=card.score_count)]
    if card.gender:
        found.append(Chip(word=_("a woman") if card.gender == "female" else _("a man")))
    said = insurer_words()
    taken = (said.get(each, each) for each in card.insurers)
    found.extend(Chip(word=_("takes %(insurer)s") % {"insurer": each}, tone="info") for each in taken)
    return tuple(found)


def insurer_words() -> dict[str, str]:
    """The two basic schemes of the country in plain words; another insurer stands as its house wrote it."""
    return {
        "urban-employee": _("employees' insurance"),
        "urban-rural-resident": _("residents' insurance"),
    }


def _why(card: offers.ServiceCard) -> Part:
    if not card.score_count:
        return Why(
            text=_("New here: every fifth place of a list goes to somebody new, so that they can show what they do."),
            href=reverse("how"),
            link=_("How the list is made"),
        )
    return Why(
        text=_("The score counts only proven visits, and counts few of them carefully."),
        href=reverse("how"),
        link=_("How the list is made"),
    )


def _days(
    by_day: dict[date, list[capacity.SessionCard]], chosen: date | None, here: str, now: datetime
) -> tuple[Day, ...]:
    first = timezone.localtime(now).date()
    found = []
    for day in (
        first + timedelta(days=step) for step in range(7 if not by_day else max(7, (max(by_day) - first).days + 1))
    ):
        free = sum(session.free for session in by_day.get(day, []))
        weekday, number = formats.date_format(day, "D"), formats.date_format(day, "j")
        if day not in by_day:
            found.append(Day(weekday, number, _("closed"), "", "closed"))
        elif not free:
            found.append(Day(weekday, number, _("full"), "", "full"))
        else:
            word = ngettext("%(n)s free", "%(n)s free", free) % {"n": free}
            found.append(
                Day(
                    weekday,
                    number,
                    word,
                    f"{here}?day={day.isoformat()}#numbers",
                    "few" if free < 4 else "free",
                    current=day == chosen,
                )
            )
    return tuple(found)


def _numbers(viewer: Actor, sessions: list[capacity.SessionCard], now: datetime) -> Part:
    if not sessions:
        return State(
            kind="empty",
            icon="calendar-x",
            title=_("No number is free in the next days"),
            text=_("Please look again tomorrow, or search for somebody else."),
            deeds=(Button(label=_("Search"), href=reverse("find"), icon="search"),),
        )
    slots = tuple(
        Slot(
            str(number.id),
            words.hour(number.starts_at),
            _("No %(n)s") % {"n": number.number},
            "free" if number.free else "gone",
        )
        for number in capacity.numbers_of_all(viewer, [session.id for session in sessions], now)
    )
    place = " · ".join(sorted({session.room for session in sessions if session.room}))
    label = words.day(sessions[0].starts_at)
    return SlotGrid(label=label, name="slot_id", slots=slots, hint=place)


def _price(quote: Quote) -> Price:
    english = not words.chinese()
    lines = tuple(
        (_(line.sentence) % {"rule": line.facts.get("rule_en" if english else "rule", "")}, line.amount)
        for line in quote.lines
    )
    said = {"prepaid": _("Paid when booking."), "postpaid": _("Paid after the visit."), "free": _("Nothing to pay.")}
    return Price(lines=lines, total=quote.amount, why=said[quote.terms])


def cancelling_words(terms: tuple[tuple[int, int], ...]) -> str:
    """The published rule in one sentence."""
    if not terms:
        return _("Cancelling is free until the visit begins.")
    said = [
        _("%(share)s %% comes back until %(hours)s hours before") % {"share": share // 100, "hours": hours}
        for hours, share in terms
        if share
    ]
    return _("If you cancel: %(lines)s; nothing after that.") % {"lines": _(", ").join(said)}


def _map(viewer: Actor, house: places.OrganisationCard) -> Part:
    """Where the house lies among the neighbourhoods; nothing for a house that is not on the map."""
    if house.point is None:
        return ""
    name = house.name_en or house.name if not words.chinese() else house.name
    around = tuple(Place(words.named(hood), *hood.point, kind="area") for hood in places.neighbourhoods(viewer))
    address = house.address_en or house.address if not words.chinese() else house.address
    return Map(title=_("Where it is"), places=(Place(name, *house.point, line=address), *around), level=2)


def _house(house: places.OrganisationCard) -> Card:
    english = not words.chinese()
    address = house.address_en or house.address if english else house.address
    areas = " › ".join((area[1] or area[0]) if english else area[0] for area in house.areas)
    pairs: list[tuple[str, Part]] = []
    for label, value in (
        (_("Where"), address or areas),
        (_("Telephone"), house.phone),
        (_("Kind"), _(", ").join((kind[2] if english else kind[1]) for kind in house.kinds)),
    ):
        if value:
            pairs.append((label, value))
    chip: Part = ""
    if house.open_now is not None:
        chip = Chip(word=_("open now"), tone="ok") if house.open_now else Chip(word=_("closed now"))
    return Card(
        title=house.name_en or house.name if english else house.name, parts=(Facts(pairs=tuple(pairs)),), chip=chip
    )
