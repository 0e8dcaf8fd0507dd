"""A doctor orders care at home; the person sees what was ordered, and how the home was assessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.state import State
from yiyang.face.components.timeline_entry import TimelineEntry
from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit.actions import ORDER, SEE_ASSESSMENT
from yiyang.fulfilment.home_visit.forms import OrderForm, ReasonForm
from yiyang.fulfilment.home_visit.models import CareRequest, Undertaking
from yiyang.fulfilment.home_visit.selectors.board import assessments_of, requests_of, services_for, standing
from yiyang.fulfilment.home_visit.selectors.catalogue import in_force, province_of
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    title: str
    deed: Deed | None
    state: State | None
    standing: Parts
    refused: str


@dataclass(frozen=True, kw_only=True)
class RequestsPage:
    title: str
    cards: Parts
    empty: State | None
    deeds: Parts
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentsPage:
    title: str
    entries: tuple[TimelineEntry, ...]
    empty: State | None


def order_page(viewer: Actor, person_id: UUID, now: datetime, form: OrderForm, encounter: str) -> OrderPage:
    """What a doctor can order for a person at home, and what was ordered so far. Raises Unknown."""
    access.require(viewer, ORDER, now=now, person_id=person_id, organisation_id=viewer.organisation_id)
    assert viewer.organisation_id is not None
    items = [each for each in in_force(province_of(viewer.organisation_id)) if each.allowed and each.needs_order]
    name = people.names_of(viewer, [person_id]).get(person_id, "")
    empty = State(
        kind="refused",
        title=_("Nothing may be done at home here yet"),
        text=_("The platform's operator has put no list in force for this province."),
    )
    return OrderPage(
        title=_("Order care at home for %(name)s") % {"name": name},
        deed=_deed(person_id, form, tuple(Choice(each.code, words.named(each)) for each in items), encounter)
        if items
        else None,
        state=None if items else empty,
        standing=tuple(_card(each, viewer, now, services={}) for each in requests_of(viewer, person_id, now)[:10]),
        refused=form.said("__all__"),
    )


def _deed(person_id: UUID, form: OrderForm, items: tuple[Choice, ...], encounter: str) -> Deed:
    typed = form.data
    return Deed(
        action=reverse("home_visit:order", args=[person_id]),
        button=Button(label=_("Order and sign"), kind="primary", icon="pencil"),
        hidden=(
            ("request_key", typed.get("request_key") or uuid4().hex),
            ("encounter_id", typed.get("encounter_id") or encounter),
        ),
        fields=(
            Field(
                name="item_code",
                label=_("What is to be done?"),
                kind="select",
                choices=items,
                value=typed.get("item_code", ""),
                refused=form.said("item_code"),
            ),
            Field(
                name="instruction",
                label=_("How?"),
                kind="textarea",
                value=typed.get("instruction", ""),
                hint=_("What the nurse has to know: which dressing, which side, how often."),
                refused=form.said("instruction"),
            ),
            Field(name="reason", label=_("Why?"), value=typed.get("reason", ""), refused=form.said("reason")),
            Field(
                name="visits",
                label=_("How many visits at most?"),
                kind="number",
                value=typed.get("visits", "1"),
                refused=form.said("visits"),
            ),
            Field(
                name="days",
                label=_("For how many days does it hold?"),
                kind="number",
                value=typed.get("days", "30"),
                refused=form.said("days"),
            ),
        ),
    )


def requests_page(viewer: Actor, person_id: UUID, now: datetime, form: ReasonForm) -> RequestsPage:
    """What doctors ordered for a person at home, each with who can do it. Raises Unknown."""
    found = requests_of(viewer, person_id, now)
    services = services_for(each.item_code for each in found if standing(each, now))
    empty = State(
        kind="empty",
        icon="house",
        title=_("No doctor has ordered care at home"),
        text=_("Ask your doctor at the next visit if something should be done at home."),
    )
    return RequestsPage(
        title=_("Care at home your doctor ordered"),
        cards=tuple(_card(each, viewer, now, services) for each in found),
        empty=None if found else empty,
        deeds=to_assessments(viewer, person_id, now),
        refused=form.said("__all__") or form.said("reason"),
    )


def _card(request: CareRequest, viewer: Actor, now: datetime, services: dict[str, list[Undertaking]]) -> Card:
    left = request.visits_max - request.visits_taken
    holds = standing(request, now)
    ends = words.full_day(request.valid_until)
    chip = Chip(
        word=ngettext("%(n)s visit left, until %(day)s", "%(n)s visits left, until %(day)s", left)
        % {"n": left, "day": ends}
        if holds
        else _("no longer in force"),
        tone="ok" if holds else "plain",
    )
    name = request.item_name if words.chinese() else request.item_name_en
    over = f"{request.ordered_by_name} · {words.full_day(request.ordered_at)}"
    return Card(
        over=over,
        title=name,
        parts=(request.instruction, request.reason),
        chip=chip,
        deeds=tuple(_booking(request, each) for each in services.get(request.item_code, ())[:6]) if holds else (),
        level=2,
        lift=holds and bool(services),
    )


def _booking(request: CareRequest, offered: Undertaking) -> Part:
    price = words.money(Money(offered.service.list_price_minor, offered.service.currency))
    label = _("%(house)s, %(price)s: choose when") % {"house": words.named(offered.organisation), "price": price}
    href = f"{reverse('home_visit:choose', args=[offered.service_id])}?request={request.id}&person={request.person_id}"
    return Button(label=label, kind="primary", href=href, icon="calendar-days")


def to_assessments(viewer: Actor, person_id: UUID, now: datetime) -> Parts:
    """The way to how a person's home was assessed, for whoever may read it."""
    if not access.may(viewer, SEE_ASSESSMENT, now=now, person_id=person_id, organisation_id=viewer.organisation_id):
        return ()
    href = reverse("home_visit:assessments", args=[person_id])
    return (Button(label=_("How the home was assessed"), icon="house", kind="quiet", href=href),)


def assessments_page(viewer: Actor, person_id: UUID, now: datetime) -> AssessmentsPage:
    """How a person's home was assessed, the newest first. Raises Unknown; is logged."""
    found = assessments_of(viewer, person_id, now)
    entries = tuple(
        TimelineEntry(
            title=_("Care can be given here") if each.fit else _("Not safe as it is"),
            when=words.full_moment(each.assessed_at),
            kind=_("Assessment"),
            icon="house",
            level=2,
            author=people.professional_name(each.assessed_by_id),
            place=words.named(each.organisation),
            lines=tuple(line for line in (each.needs, each.risks) if line),
            chip=Chip(
                word=_("holds until %(day)s") % {"day": words.full_day(each.valid_until)}
                if each.valid_until > now
                else _("to be renewed"),
                tone="ok" if each.valid_until > now and each.fit else "warn",
            ),
        )
        for each in found
    )
    empty = State(kind="empty", icon="house", title=_("The home has not been assessed yet"))
    return AssessmentsPage(title=_("How the home was assessed"), entries=entries, empty=None if entries else empty)
