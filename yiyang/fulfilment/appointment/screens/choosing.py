"""The page where a number is chosen: for a new appointment, or for one that moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face import words
from yiyang.face.components.button import Button
from yiyang.face.components.day_strip import Day, DayStrip
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.price import Price
from yiyang.face.components.slot_grid import Slot, SlotGrid
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.fulfilment.appointment.forms import ChooseForm
from yiyang.fulfilment.appointment.selectors import watches
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.capacity.selectors import SessionCard
from yiyang.lifecycle.offers import selectors as offers_seen
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.selectors import ServiceCard

AHEAD = timedelta(days=14)
FEW = 3


@dataclass(frozen=True, kw_only=True)
class ChoosePage:
    """`fields` are what a desk adds; `rule` is the published cancellation rule in words."""

    title: str
    head: PersonHeader
    days: DayStrip
    grid: SlotGrid
    price: Price | None
    rule: str
    button: str
    hidden: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...] = ()
    refused: str = ""
    watch: Deed | None = None


def choose_page(
    viewer: Actor, service_id: UUID, person_id: UUID | None, now: datetime, *, day: str, form: ChooseForm
) -> ChoosePage:
    """Days and numbers of a service with the price for this person. Raises Unknown, ServiceRetired."""
    service = offers_seen.service_card(viewer, service_id)
    quote = offers.quote(service_id=service_id, person_id=person_id, now=now)
    closed = places.why_closed(viewer, service.organisation_id, now)
    sessions = [] if closed else _sessions(viewer, service, now)
    shown = _day(day, sessions)
    prepaid = quote.terms == "prepaid"
    return ChoosePage(
        title=_("Choose a number"),
        head=head_of(service),
        days=_strip(sessions, shown, person_id if viewer.organisation_id else None),
        grid=_grid(viewer, sessions, shown, now, form),
        price=Price(
            lines=((_name(service), quote.list_price), *_difference(quote)),
            total=quote.amount,
            why=_("Price by rule “%(rule)s”.") % {"rule": _rule_name(quote)} if quote.rule_id else "",
        ),
        rule=cancellation_words(service),
        button="" if closed else _("Take this number and pay") if prepaid else _("Take this number"),
        hidden=(("request_key", form.data.get("request_key") or uuid4().hex), ("person", str(person_id or ""))),
        fields=(*_package_field(viewer, service_id, person_id, now, form), *_desk_fields(viewer, form)),
        refused=closed.in_words(_(closed.sentence)) if closed else form.said("__all__") or form.said("request_key"),
        watch=None if closed or any(each.free for each in sessions) else _watch(viewer, service_id, person_id),
    )


def move_page(viewer: Actor, service_id: UUID, now: datetime, *, day: str, form: ChooseForm) -> ChoosePage:
    """The same days and numbers for an appointment that moves; its price stays."""
    service = offers_seen.service_card(viewer, service_id)
    sessions = _sessions(viewer, service, now)
    shown = _day(day, sessions)
    return ChoosePage(
        title=_("Move to another number"),
        head=head_of(service),
        days=_strip(sessions, shown, None),
        grid=_grid(viewer, sessions, shown, now, form),
        price=None,
        rule=_("You keep your number until the new one is sure."),
        button=_("Move to this number"),
        hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
        refused=form.said("__all__") or form.said("request_key"),
    )


def head_of(service: ServiceCard) -> PersonHeader:
    """Who or what the numbers are for."""
    chinese = words.chinese()
    who = service.practitioner if chinese else service.practitioner_en
    title = service.title if chinese else service.title_en
    house = service.organisation if chinese else service.organisation_en
    line = " · ".join(part for part in (title, _name(service) if who else "", house) if part)
    return PersonHeader(name=who or _name(service), line=line)


def cancellation_words(service: ServiceCard) -> str:
    """The published rule in one sentence a line."""
    if not service.cancellation:
        return _("Free to cancel until it begins.")
    said = [
        _("Cancelled %(hours)s hours before or earlier: %(share)s %% comes back.")
        % {"hours": hours, "share": returned // 100}
        for hours, returned in service.cancellation
    ]
    return " ".join([*said, _("Later, nothing comes back.")])


def _name(service: ServiceCard) -> str:
    return service.name if words.chinese() else service.name_en


def _rule_name(quote: offers.Quote) -> str:
    return quote.rule_name if words.chinese() else quote.rule_name_en


def _difference(quote: offers.Quote) -> tuple[tuple[str, Money], ...]:
    if quote.amount == quote.list_price:
        return ()
    return ((_rule_name(quote), quote.amount - quote.list_price),)


def _sessions(viewer: Actor, service: ServiceCard, now: datetime) -> list[SessionCard]:
    return capacity.sessions_of(viewer, service.organisation_id, now=now, until=now + AHEAD, service_id=service.id)


def _local(session: SessionCard) -> date:
    return timezone.localtime(session.starts_at).date()


def _day(typed: str, sessions: Sequence[SessionCard]) -> date | None:
    """The day asked for when it has a session, else the first with a free number, else the first of all."""
    days = {_local(session).isoformat(): _local(session) for session in sessions}
    free = next((_local(session) for session in sessions if session.free), None)
    return days.get(typed) or free or next(iter(days.values()), None)


def _strip(sessions: Sequence[SessionCard], shown: date | None, person_id: UUID | None) -> DayStrip:
    free: dict[date, int] = {}
    for session in sessions:
        free[_local(session)] = free.get(_local(session), 0) + session.free
    for_whom = f"&person={person_id}" if person_id else ""
    days = tuple(
        Day(
            weekday=words.short_day(day),
            day="",
            word=ngettext("%(n)s free", "%(n)s free", left) % {"n": left} if left else _("full"),
            href=f"?day={day.isoformat()}{for_whom}" if left else "",
            state="full" if not left else "few" if left <= FEW else "free",
            current=day == shown,
        )
        for day, left in free.items()
    )
    return DayStrip(label=_("Choose a day"), days=days)


def _grid(
    viewer: Actor, sessions: Sequence[SessionCard], shown: date | None, now: datetime, form: ChooseForm
) -> SlotGrid:
    typed = form.data.get("slot_id", "")
    of_the_day = [session.id for session in sessions if _local(session) == shown]
    numbers = capacity.numbers_of_all(viewer, of_the_day, now)
    chosen = typed or next((str(number.id) for number in numbers if number.free), "")  # the soonest is one press away
    slots = [
        Slot(
            value=str(number.id),
            time=words.hour(number.starts_at),
            number=_("No %(n)s") % {"n": number.number},
            state="gone" if not number.free else "chosen" if str(number.id) == chosen else "free",
        )
        for number in numbers
    ]
    return SlotGrid(
        label=words.day(shown) if shown else _("Choose a number"),
        slots=tuple(slots),
        name="slot_id",
        refused=form.said("slot_id"),
    )


def _watch(viewer: Actor, service_id: UUID, person_id: UUID | None) -> Deed | None:
    """Nothing is free: whoever is signed in may ask to be told, or take that back."""
    if viewer.person_id is None or person_id is None:
        return None
    waits = watches(viewer, service_id, person_id)
    label = _("Do not tell me any more") if waits else _("Tell me when a number is free")
    return Deed(
        action=reverse("appointment:watch", args=[service_id]),
        button=Button(label=label, kind="plain" if waits else "primary", icon="bell"),
        hidden=(("person", str(person_id)), ("stop", "yes" if waits else "")),
        hint=_("You will be told as soon as one is free.") if waits else "",
    )


def _package_field(
    viewer: Actor, service_id: UUID, person_id: UUID | None, now: datetime, form: ChooseForm
) -> tuple[Field, ...]:
    """Whoever bought uses of this service may take one instead of paying."""
    if viewer.person_id is None or person_id is None:
        return ()
    allowances = offers_seen.allowances_of(viewer, person_id, now)
    left = [
        (name if words.chinese() else name_en or name, uses_left)
        for service, name, uses_left, _uses, _ends, name_en in allowances
        if service == service_id and uses_left
    ]
    if not left:
        return ()
    package = _("Use the package “%(name)s”: %(left)s left") % {"name": left[0][0], "left": left[0][1]}
    return (
        Field(
            name="pay_with",
            label=_("How will it be paid?"),
            kind="radio",
            value=form.data.get("pay_with", "package"),
            choices=(Choice("package", package), Choice("money", _("Pay"))),
            refused=form.said("pay_with"),
        ),
    )


def _desk_fields(viewer: Actor, form: ChooseForm) -> tuple[Field, ...]:
    if viewer.organisation_id is None:
        return ()
    return (
        Field(
            name="channel",
            label=_("How did they ask?"),
            kind="select",
            value=form.data.get("channel", "desk"),
            choices=(Choice("desk", _("At the desk")), Choice("telephone", _("By telephone"))),
            refused=form.said("channel"),
        ),
        Field(
            name="caller",
            label=_("Who asked, if not the patient?"),
            value=form.data.get("caller", ""),
            refused=form.said("caller"),
        ),
    )
