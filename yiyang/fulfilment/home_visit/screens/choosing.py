"""The page where a visit is booked: first the hour, then who comes and why, then it is sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.day_strip import Day, DayStrip
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.price import Price
from yiyang.face.components.slot_grid import Slot, SlotGrid
from yiyang.face.components.state import State
from yiyang.face.components.steps import Steps
from yiyang.face.components.why import Why
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit.forms import BookForm
from yiyang.fulfilment.home_visit.models import Item
from yiyang.fulfilment.home_visit.selectors.board import regular_of, requests_of, standing, visits_among
from yiyang.fulfilment.home_visit.selectors.catalogue import Terms
from yiyang.fulfilment.home_visit.selectors.crew import Member, Wanting, crew_for
from yiyang.fulfilment.home_visit.selectors.hours import Hour, hours_of
from yiyang.fulfilment.home_visit.services import choice as choosing
from yiyang.fulfilment.home_visit.services.book import home_of, point
from yiyang.fulfilment.home_visit.states import ESCORT
from yiyang.fulfilment.home_visit.words import KINDS, why
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.offers import selectors as offers_seen
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.selectors import ServiceCard
from yiyang.lifecycle.orders import selectors as orders

AHEAD_DAYS = 14
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class ChoosePage:
    """`hours` is the first step, `parts` the second; `state` stands where nothing can be booked and says why."""

    title: str
    head: PersonHeader
    steps: Steps
    days: DayStrip | None = None
    hours: SlotGrid | None = None
    state: State | None = None
    before: Parts = ()
    parts: Parts = ()
    others: Why | None = None
    price: Price | None = None
    rule: str = ""
    button: Button | None = None
    back: Button | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What stands in the address: the day looked at, the instant chosen, how often, on whose order."""

    day: str = ""
    at: str = ""
    every: str = ""
    visits: str = ""
    request: str = ""


def choose_page(
    viewer: Actor, service_id: UUID, person_id: UUID | None, now: datetime, asked: Asked, form: BookForm
) -> ChoosePage:
    """Hours of a service; once one is chosen, who comes, the price for this person and the rule. Raises Unknown."""
    service = offers_seen.service_card(viewer, service_id)
    try:
        terms, item = choosing.terms_for(service_id)
    except Refused as refusal:
        return _nothing(viewer, service, refusal)
    start = _instant(form.data.get("starts_at") or asked.at)
    if start is None or person_id is None or start <= now:
        return _first_step(viewer, service, terms, now, asked, person_id)
    return _second_step(viewer, service, terms, item, person_id, now, asked, start, form)


def _head(viewer: Actor, service: ServiceCard, item: Item | None = None, person_id: UUID | None = None) -> PersonHeader:
    """What is offered, by whom, and for whom when that is not the reader."""
    house = service.organisation if words.chinese() else service.organisation_en
    kind = str(KINDS[item.kind]) if item else ""
    minutes = _("%(n)s minutes") % {"n": service.duration_minutes}
    known = people.known(viewer, [person_id]) if person_id and person_id != viewer.person_id else {}
    whom = _("For %(name)s") % {"name": words.named(known[person_id])} if person_id in known else ""
    return PersonHeader(name=_name(service), line=" · ".join(each for each in (house, kind, minutes, whom) if each))


def _nothing(viewer: Actor, service: ServiceCard, refusal: Refused) -> ChoosePage:
    return ChoosePage(
        title=_("Book a visit at home"),
        head=_head(viewer, service),
        steps=_steps(0),
        state=State(kind="refused", title=refusal.in_words(_(refusal.sentence))),
    )


def _first_step(
    viewer: Actor, service: ServiceCard, terms: Terms, now: datetime, asked: Asked, person_id: UUID | None
) -> ChoosePage:
    today = timezone.localtime(now).date()
    days = hours_of(viewer, service.organisation_id, now, day=today, days=AHEAD_DAYS, minutes=terms.minutes, zone=ZONE)
    shown = _day(asked.day, days)
    keep = {"request": asked.request, "person": str(person_id or "")}
    return ChoosePage(
        title=_("Book a visit at home"),
        head=_head(viewer, service, terms.item, person_id),
        steps=_steps(0),
        days=_strip(days, shown, keep),
        hours=_grid(days.get(shown, ()) if shown else ()),
        parts=_how_often(asked),
        button=Button(label=_("Go on"), kind="primary", wide=True),
        hidden=tuple((name, value) for name, value in keep.items() if value),
        rule=cancellation_words(service),
    )


def _how_often(asked: Asked) -> Parts:
    every = (
        Choice("", _("Once")),
        Choice("7", _("Every week")),
        Choice("14", _("Every two weeks")),
        Choice("3", _("Every three days")),
        Choice("2", _("Every other day")),
        Choice("1", _("Every day")),
    )
    return (
        Field(name="every", label=_("How often?"), kind="select", choices=every, value=asked.every),
        Field(
            name="visits",
            label=_("How many times?"),
            kind="number",
            value=asked.visits or "1",
            inputmode="numeric",
            hint=_("All dates are checked together; if one cannot be kept, nothing is booked."),
        ),
    )


def _second_step(
    viewer: Actor,
    service: ServiceCard,
    terms: Terms,
    item: Item,
    person_id: UUID,
    now: datetime,
    asked: Asked,
    start: datetime,
    form: BookForm,
) -> ChoosePage:
    quote = offers.quote(service_id=service.id, person_id=person_id, now=now)
    crew = crew_for(_wanting(service, item, person_id, now, start, terms))
    able = [member for member in crew if member.able]
    visits = _number(form.data.get("visits") or asked.visits, 1)
    every = _number(form.data.get("every_days") or asked.every, 0)
    fee = Money(terms.travel_fee_minor, quote.amount.currency)
    total = quote.amount + fee
    return ChoosePage(
        title=_("Who comes?"),
        head=_head(viewer, service, item, person_id),
        steps=_steps(1),
        before=(_when(start, every, visits),),
        state=None if able else _nobody(),
        parts=(
            *_who(viewer, service, person_id, able, form),
            *_needs(viewer, item, person_id, now, asked, form),
            *_package(viewer, service, person_id, now, form),
        )
        if able
        else (),
        others=_others([member for member in crew if not member.able]),
        price=Price(
            lines=(
                (_name(service), quote.list_price),
                *(((_("By rule"), quote.amount - quote.list_price),) if quote.amount != quote.list_price else ()),
                *(((_("The way to you"), fee),) if fee.minor else ()),
            ),
            total=Money(total.minor * (visits if every else 1), total.currency),
            total_label=_("%(n)s visits") % {"n": visits} if every and visits > 1 else "",
            why=_("What is used up, such as dressings, is added after the visit at the published price."),
        ),
        rule=cancellation_words(service),
        button=Button(label=_("Book it"), kind="primary", wide=True) if able else None,
        back=Button(label=_("Another hour"), href=_back(asked, start, person_id), icon="chevron-left"),
        hidden=(
            ("request_key", form.data.get("request_key") or uuid4().hex),
            ("starts_at", timezone.localtime(start).isoformat()),
            ("every_days", str(every or "")),
            ("visits", str(visits)),
            ("person", str(person_id)),
        ),
        refused=" ".join(
            each
            for each in (form.said("__all__"), form.said("starts_at"), form.said("service"), form.said("visits"))
            if each
        ),
    )


def _wanting(
    service: ServiceCard, item: Item, person_id: UUID, now: datetime, start: datetime, terms: Terms
) -> Wanting:
    try:
        place = point(home_of(person_id, ""))
    except Refused:
        place = None
    return Wanting(
        organisation_id=service.organisation_id,
        person_id=person_id,
        item=item,
        starts_at=start,
        ends_at=start + timedelta(minutes=terms.minutes),
        place=place,
        now=now,
    )


def _who(
    viewer: Actor, service: ServiceCard, person_id: UUID, able: Sequence[Member], form: BookForm
) -> tuple[Part, ...]:
    """Who can come, the proposed one first, each with the reasons for the place."""
    regular = regular_of(viewer, person_id, service.organisation_id)
    choices = tuple(Choice(str(member.practitioner_id), _member(member, place)) for place, member in enumerate(able))
    value = form.data.get("practitioner_id") or str(able[0].practitioner_id)
    backup = form.data.get("backup_id") or (str(regular.backup_id) if regular and regular.backup_id else "")
    refused = form.said("practitioner_id")
    parts: list[Part] = [
        Field(
            name="practitioner_id", label=_("Who comes?"), kind="radio", choices=choices, value=value, refused=refused
        )
    ]
    if len(able) > 1:
        others = (
            Choice("", _("Whoever can")),
            *(Choice(str(each.practitioner_id), words.named(each)) for each in able),
        )
        parts.append(
            Field(
                name="backup_id",
                label=_("And when they cannot?"),
                kind="select",
                choices=others,
                value=backup,
                refused=form.said("backup_id"),
            )
        )
    label = _("From now on, propose this person first")
    parts.append(Field(name="regular", label=label, kind="checkbox", value=form.data.get("regular", "")))
    return tuple(parts)


def _member(member: Member, place: int) -> str:
    title = member.title if words.chinese() else member.title_en
    said = "; ".join(why(member.ranked))
    name = " ".join(each for each in (words.named(member), title) if each)
    return _("Proposed: %(name)s – %(why)s") % {"name": name, "why": said} if place == 0 else f"{name} – {said}"


def _needs(viewer: Actor, item: Item, person_id: UUID, now: datetime, asked: Asked, form: BookForm) -> tuple[Part, ...]:
    """What else the item asks for: a doctor's order, a purpose, a place."""
    parts: list[Part] = []
    if item.needs_order:
        parts.append(_request_field(viewer, item, person_id, now, asked, form))
    if item.kind == ESCORT:
        parts += _escort_fields(viewer, person_id, now, form)
    parts.append(
        Field(
            name="address",
            label=_("Where to?"),
            value=form.data.get("address", ""),
            hint=_("Leave it empty for the home on file."),
            autocomplete="street-address",
            refused=form.said("address"),
        )
    )
    if viewer.organisation_id:
        channels = (Choice("desk", _("At the desk")), Choice("telephone", _("By telephone")))
        channel = form.data.get("channel", "telephone")
        parts.append(Field(name="channel", label=_("How did they ask?"), kind="radio", choices=channels, value=channel))
        parts.append(Field(name="caller", label=_("Who asked?"), value=form.data.get("caller", "")))
    return tuple(parts)


def _package(viewer: Actor, service: ServiceCard, person_id: UUID, now: datetime, form: BookForm) -> tuple[Part, ...]:
    """Paying with what was bought before, where uses of this service are left (R28)."""
    held = [each for each in offers_seen.allowances_of(viewer, person_id, now) if each[0] == service.id and each[2]]
    if not held:
        return ()
    _service, name, left, _uses, _ends, name_en = held[0]
    said = {"name": name if words.chinese() else name_en or name, "left": left}
    choices = (Choice("package", _("Use the package “%(name)s”: %(left)s left") % said), Choice("money", _("Pay")))
    return (
        Field(
            name="pay_with",
            label=_("How will it be paid?"),
            kind="radio",
            choices=choices,
            value=form.data.get("pay_with", "package"),
            refused=form.said("pay_with"),
        ),
    )


def _request_field(viewer: Actor, item: Item, person_id: UUID, now: datetime, asked: Asked, form: BookForm) -> Part:
    fit = [each for each in requests_of(viewer, person_id, now) if each.item_code == item.code and standing(each, now)]
    choices = tuple(Choice(str(each.id), _request_words(each)) for each in fit)
    return Field(
        name="request_id",
        label=_("The doctor's order"),
        kind="radio" if choices else "text",
        choices=choices,
        value=form.data.get("request_id") or asked.request or (choices[0].value if choices else ""),
        hint="" if choices else _("There is no doctor's order for this in force. Please ask your doctor first."),
        refused=form.said("request_id"),
    )


def _request_words(request: object) -> str:
    left = request.visits_max - request.visits_taken  # type: ignore[attr-defined]
    who = request.ordered_by_name  # type: ignore[attr-defined]
    day = words.short_day(request.ordered_at)  # type: ignore[attr-defined]
    return ngettext("%(who)s, %(day)s: %(n)s visit left", "%(who)s, %(day)s: %(n)s visits left", left) % {
        "who": who,
        "day": day,
        "n": left,
    }


def _escort_fields(viewer: Actor, person_id: UUID, now: datetime, form: BookForm) -> list[Part]:
    booked = orders.open_orders(viewer, person_id, now)
    own = visits_among([card.order_id for card in booked])
    visits = tuple(
        Choice(str(card.order_id), f"{card.title} · {words.moment(card.starts_at)}")
        for card in booked
        if card.starts_at and card.order_id not in own
    )
    return [
        Field(
            name="hospital_order_id",
            label=_("To which booked visit?"),
            kind="select",
            choices=(Choice("", _("None of these")), *visits),
            value=form.data.get("hospital_order_id", ""),
            refused=form.said("hospital_order_id"),
        ),
        Field(
            name="purpose",
            label=_("Or where to, and what for?"),
            value=form.data.get("purpose", ""),
            refused=form.said("purpose"),
        ),
    ]


def _others(unable: Sequence[Member]) -> Why | None:
    if not unable:
        return None
    said = tuple(f"{words.named(member)}: {'; '.join(why(member.ranked))}" for member in unable[:12])
    return Why(text=_("Who cannot come then, and why"), reasons=said)


def _nobody() -> State:
    return State(
        kind="empty",
        title=_("Nobody can come at that hour"),
        text=_("Please choose another hour; below stands what keeps each of them."),
    )


def _when(start: datetime, every: int, visits: int) -> str:
    if not every or visits < 2:
        return words.moment(start)
    last = start + timedelta(days=every * (visits - 1))
    return _("%(n)s visits, from %(first)s to %(last)s, every %(every)s days") % {
        "n": visits,
        "first": words.moment(start),
        "last": words.moment(last),
        "every": every,
    }


def cancellation_words(service: ServiceCard) -> str:
    """The published rule in one sentence a line."""
    if not service.cancellation:
        return _("Free to cancel until somebody has arrived.")
    said = [
        _("Cancelled %(hours)s hours before or earlier: %(share)s %% comes back.")
        % {"hours": hours, "share": returned // 100}
        for hours, returned in service.cancellation
    ]
    return " ".join([*said, _("Later, nothing comes back.")])


def _steps(now: int) -> Steps:
    return Steps(labels=(_("When"), _("Who comes"), _("Booked")), now=now)


def _grid(hours: Sequence[Hour]) -> SlotGrid:
    slots = tuple(
        Slot(
            timezone.localtime(each.starts_at).isoformat(),
            words.hour(each.starts_at),
            ngettext("%(n)s can come", "%(n)s can come", each.free) % {"n": each.free} if each.free else _("taken"),
            "free" if each.free else "gone",
        )
        for each in hours
    )
    return SlotGrid(label=_("Choose an hour"), slots=slots, name="at")


def _strip(days: dict[date, list[Hour]], shown: date | None, keep: dict[str, str]) -> DayStrip:
    told = []
    for day in sorted(days):
        free = sum(1 for each in days[day] if each.free)
        asked = urlencode({"day": day.isoformat(), **{name: value for name, value in keep.items() if value}})
        told.append(
            Day(
                words.short_day(day).split(" ")[0] if not words.chinese() else words.short_day(day).split(" ")[-1],
                str(day.day),
                ngettext("%(n)s hour", "%(n)s hours", free) % {"n": free} if free else _("full"),
                f"?{asked}" if free else "",
                "free" if free > 4 else "few" if free else "full",
                current=day == shown,
            )
        )
    return DayStrip(label=_("Choose a day"), days=tuple(told))


def _day(typed: str, days: dict[date, list[Hour]]) -> date | None:
    """The day asked for when somebody works then, else the first with room, else the first of all."""
    try:
        wanted = date.fromisoformat(typed)
    except ValueError:
        wanted = None
    if wanted in days:
        return wanted
    return next((day for day in sorted(days) if any(each.free for each in days[day])), next(iter(sorted(days)), None))


def _back(asked: Asked, start: datetime, person_id: UUID) -> str:
    day = timezone.localtime(start).date().isoformat()
    return "?" + urlencode({"day": day, "request": asked.request, "person": str(person_id)})


def _instant(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed and typed.isdigit() and int(typed) <= 60 else otherwise


def _name(service: ServiceCard) -> str:
    return service.name if words.chinese() else service.name_en
