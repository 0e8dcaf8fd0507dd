"""The province's list with its history, and what a house undertakes of it: services, things used up, workers' terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit.actions import UNDERTAKE
from yiyang.fulfilment.home_visit.forms import ConsumableForm, ItemForm, TermsForm, UndertakeForm
from yiyang.fulfilment.home_visit.models import Item
from yiyang.fulfilment.home_visit.selectors.catalogue import (
    PATTERN,
    consumables_of,
    history_of,
    in_force,
    may_keep_list,
    province_of,
    provinces,
    undertakings_of,
    worker_terms_of,
)
from yiyang.fulfilment.home_visit.states import CODE
from yiyang.fulfilment.home_visit.states import KINDS as ITEM_KINDS
from yiyang.fulfilment.home_visit.titles import TITLES
from yiyang.fulfilment.home_visit.words import KINDS, STATUSES
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.offers import selectors as offers


@dataclass(frozen=True, kw_only=True)
class ListPage:
    title: str
    line: str
    table: Table
    provinces: tuple[Button, ...]
    take_over: Deed | None
    more: Button | None
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    title: str
    card: Card
    deed: Deed | None
    history: Table
    refused: str


@dataclass(frozen=True, kw_only=True)
class OfferedPage:
    title: str
    line: str
    services: Table
    undertake: Deed | None
    consumables: Table
    consumable: Deed
    workers: Table
    terms: Deed | None
    refused: str
    list_href: str


def list_page(viewer: Actor, province: str, now: datetime, refused: str = "") -> ListPage:
    """What may be done at home in a province; public. Whoever keeps the list can also change it."""
    shown = province or (province_of(viewer.organisation_id) if viewer.organisation_id else "") or PATTERN
    items, keeps = in_force(shown), may_keep_list(viewer, now)
    here = reverse("home_visit:lists")
    take_over = Deed(
        action=here,
        button=Button(label=_("Put the pattern in force"), kind="primary"),
        hidden=(("request_key", uuid4().hex),),
        hint=_("Items the province says nothing about yet are taken over; each can be changed afterwards."),
        fields=(
            Field(
                name="province", label=_("Province, two digits of GB/T 2260"), value=shown if shown != PATTERN else ""
            ),
        ),
    )
    return ListPage(
        title=_("What may be done at home"),
        line=_("The pattern list; it is in force nowhere.")
        if shown == PATTERN
        else _("In force in province %(code)s. What does not stand here is not done at home.") % {"code": shown},
        table=_items(items, shown),
        provinces=tuple(
            Button(label=_("Province %(code)s") % {"code": code}, href=f"{here}?province={code}", kind="quiet")
            for code in provinces()
        ),
        take_over=take_over if keeps else None,
        more=Button(label=_("A new item"), href=reverse("home_visit:item", args=[shown, "new"]), icon="clipboard-list")
        if keeps and shown != PATTERN
        else None,
        refused=refused,
    )


def item_page(viewer: Actor, province: str, code: str, now: datetime, form: ItemForm) -> ItemPage:
    """One item with every version of it; a form for who keeps the list. Raises Unknown for a code nobody wrote."""
    history = history_of(viewer, province, code)
    keeps = may_keep_list(viewer, now) and province != PATTERN
    if not history and not (keeps and code == "new"):
        raise Unknown
    item = history[0].item if history else None
    rows = tuple(
        Row(
            (
                str(each.item.version),
                words.full_moment(each.item.changed_at),
                _("allowed") if each.item.allowed else _("forbidden"),
                each.item.source,
                each.item.reason or "–",
            )
        )
        for each in history
    )
    columns = (Column(_("Version")), Column(_("When")), Column(_("At home")), Column(_("Source")), Column(_("Why")))
    return ItemPage(
        title=words.named(item) if item else _("A new item"),
        card=_item_card(item) if item else Card(title=_("A new item"), level=2),
        deed=_item_deed(province, code, item, form) if keeps else None,
        history=Table(caption=_("Versions"), columns=columns, rows=rows, empty=_("Nothing yet.")),
        refused=form.said("__all__") or form.said("province"),
    )


def offered_page(
    viewer: Actor,
    now: datetime,
    undertaking: UndertakeForm,
    consumable: ConsumableForm,
    terms: TermsForm,
) -> OfferedPage:
    """What a house does at home: its services by item, what is used up, how much its workers do. Raises NotAllowed."""
    access.require(viewer, UNDERTAKE, now=now, organisation_id=viewer.organisation_id)
    house = viewer.organisation_id
    assert house is not None
    province = province_of(house)
    items = {item.code: item for item in in_force(province) if item.allowed}
    known = undertakings_of(viewer, house)
    services = [each for each in offers.services_of(viewer, house) if each.mode == CODE]
    named = {each.id: each.name if words.chinese() else each.name_en for each in services}
    rows = tuple(
        Row(
            (
                named[each.id],
                words.named(items[known[each.id].item_code])
                if each.id in known and known[each.id].item_code in items
                else Chip(word=_("not orderable: it is no item of the list"), tone="warn"),
                words.money(Money(known[each.id].travel_fee_minor)) if each.id in known else "–",
            )
        )
        for each in services
    )
    columns = (Column(_("Service")), Column(_("Item")), Column(_("The way"), "number"))
    return OfferedPage(
        title=_("What we do at home"),
        line=_("A service can be ordered once it is an item of the list in force here."),
        services=Table(
            caption=_("Services"), columns=columns, rows=rows, empty=_("No service at home is offered yet.")
        ),
        undertake=_undertake_deed(undertaking, named, items) if named and items else None,
        consumables=_consumables(viewer, house),
        consumable=_consumable_deed(consumable),
        workers=_workers(viewer, house, now),
        terms=_terms_deed(viewer, house, now, terms),
        refused=" ".join(each for form in (undertaking, consumable, terms) for each in (form.said("__all__"),) if each),
        list_href=reverse("home_visit:lists"),
    )


def _items(items: Sequence[Item], province: str) -> Table:
    columns = (
        Column(_("Item")),
        Column(_("Kind")),
        Column(_("At home")),
        Column(_("Licence")),
        Column(_("Doctor's order")),
        Column(_("Source")),
    )
    rows = tuple(
        Row(
            (
                words.named(item),
                str(KINDS[item.kind]),
                Chip(word=_("allowed"), tone="ok") if item.allowed else Chip(word=_("forbidden"), tone="bad"),
                _licence(item),
                _("needed") if item.needs_order else "–",
                f"{item.source} ({STATUSES[item.status]})",
            ),
            href=reverse("home_visit:item", args=[province, item.code]),
        )
        for item in items
    )
    empty = _("No list is in force here: nothing may be done at home.")
    return Table(caption=_("Items"), columns=columns, rows=rows, empty=empty)


def _licence(item: Item) -> str:
    if not item.licence:
        return "–"
    parts = [_licence_words().get(item.licence, item.licence)]
    if item.years_min:
        parts.append(_("%(n)s years") % {"n": item.years_min})
    if item.title_min:
        parts.append(item.title_min)
    return " · ".join(parts)


def _licence_words() -> dict[str, str]:
    return {"nurse": _("nurse"), "physician": _("doctor"), "": _("none")}


def _item_card(item: Item) -> Card:
    lines = item.checklist if words.chinese() else item.checklist_en
    return Card(
        title=words.named(item),
        over=str(KINDS[item.kind]),
        level=2,
        chip=Chip(word=_("allowed"), tone="ok") if item.allowed else Chip(word=_("forbidden"), tone="bad"),
        parts=(_licence(item), *lines),
    )


def _item_deed(province: str, code: str, item: Item | None, form: ItemForm) -> Deed:
    typed = form.data if form.is_bound else _of(item)
    fields = [
        _text(form, typed, "name", _("Name")),
        _text(form, typed, "name_en", _("Name in English")),
        _select(form, typed, "kind", _("Kind"), tuple(Choice(each, KINDS[each]) for each in ITEM_KINDS)),
        Field(name="allowed", label=_("May be done at home"), kind="checkbox", value=typed.get("allowed", "")),
        _select(
            form, typed, "licence", _("Licence"), tuple(Choice(code, word) for code, word in _licence_words().items())
        ),
        _text(form, typed, "years_min", _("Years with the licence, at least"), kind="number"),
        _select(
            form, typed, "title_min", _("Title, at least"), (Choice("", "–"), *(Choice(each, each) for each in TITLES))
        ),
        Field(
            name="needs_order",
            label=_("Needs a doctor's order"),
            kind="checkbox",
            value=typed.get("needs_order", ""),
            refused=form.said("needs_order"),
        ),
        Field(
            name="needs_assessment",
            label=_("Needs the first assessment"),
            kind="checkbox",
            value=typed.get("needs_assessment", ""),
        ),
        _text(form, typed, "minutes", _("Minutes, usually"), kind="number"),
        _text(form, typed, "checklist", _("Checklist, a line each"), kind="textarea"),
        _text(form, typed, "checklist_en", _("Checklist in English, a line each"), kind="textarea"),
        _text(form, typed, "source", _("Source")),
        _text(form, {"reason": form.data.get("reason", "")}, "reason", _("Why the change?")),
    ]
    if item is None:
        fields.insert(0, _text(form, typed, "code", _("Code")))
    hidden = [("request_key", uuid4().hex), ("version", str(item.version if item else 0))]
    if item is not None:
        hidden.append(("code", item.code))
    return Deed(
        action=reverse("home_visit:item", args=[province, code]),
        button=Button(label=_("Write the next version"), kind="primary"),
        hidden=tuple(hidden),
        fields=tuple(fields),
    )


def _of(item: Item | None) -> dict[str, str]:
    if item is None:
        return {"minutes": "60", "years_min": "0"}
    return {
        **{name: str(getattr(item, name)) for name in ("name", "name_en", "kind", "licence", "title_min", "source")},
        "years_min": str(item.years_min),
        "minutes": str(item.minutes),
        "allowed": "True" if item.allowed else "",
        "needs_order": "True" if item.needs_order else "",
        "needs_assessment": "True" if item.needs_assessment else "",
        "checklist": "\n".join(item.checklist),
        "checklist_en": "\n".join(item.checklist_en),
    }


def _text(form: object, typed: object, name: str, label: str, kind: str = "text") -> Field:
    value, said = typed.get(name, ""), form.said(name)  # type: ignore[attr-defined]
    return Field(name=name, label=label, kind=kind, value=value, refused=said)  # type: ignore[arg-type]


def _select(form: object, typed: object, name: str, label: str, choices: tuple[Choice, ...]) -> Field:
    value, said = typed.get(name, ""), form.said(name)  # type: ignore[attr-defined]
    return Field(name=name, label=label, kind="select", choices=choices, value=value, refused=said)


def _undertake_deed(form: UndertakeForm, named: dict[UUID, str], items: dict[str, Item]) -> Deed:
    services = tuple(Choice(str(identifier), name) for identifier, name in named.items())
    choices = tuple(Choice(code, words.named(item)) for code, item in items.items())
    return Deed(
        action=reverse("home_visit:undertake"),
        button=Button(label=_("Say what it is"), kind="primary"),
        hidden=(("request_key", uuid4().hex),),
        fields=(
            _select(form, form.data, "service_id", _("Service"), services),
            _select(form, form.data, "item_code", _("Item of the list"), choices),
            _text(form, form.data, "fee", _("For the way, in yuan")),
        ),
    )


def _consumables(viewer: Actor, house: UUID) -> Table:
    rows = tuple(
        Row((words.named(each), words.money(Money(each.price_minor)))) for each in consumables_of(viewer, house)
    )
    columns = (Column(_("Used up")), Column(_("Price"), "number"))
    return Table(
        caption=_("Things used up"), columns=columns, rows=rows, empty=_("Nothing is charged beside the visit.")
    )


def _consumable_deed(form: ConsumableForm) -> Deed:
    return Deed(
        action=reverse("home_visit:consumable"),
        button=Button(label=_("Put it on the list")),
        hidden=(("request_key", uuid4().hex),),
        fields=(
            _text(form, form.data, "code", _("Code")),
            _text(form, form.data, "name", _("Name")),
            _text(form, form.data, "name_en", _("Name in English")),
            _text(form, form.data, "price", _("Price in yuan")),
        ),
    )


def _workers(viewer: Actor, house: UUID, now: datetime) -> Table:
    known = worker_terms_of(viewer, house)
    seen: dict[UUID, str] = {
        each.practitioner_id: words.named(each) for each in people.professionals_at(viewer, house, now)
    }
    rows = []
    for practitioner_id, name in seen.items():
        terms = known.get(practitioner_id)
        hours = (terms.weekly_minutes_max if terms else 2_400) // 60
        radius = words.distance(terms.radius_metres) if terms and terms.radius_metres is not None else "–"
        takes: Part = (
            _("takes visits") if terms is None or terms.visits else Chip(word=_("takes no visits"), tone="warn")
        )
        rows.append(Row((name, _("%(n)s hours") % {"n": hours}, radius, takes)))
    columns = (Column(_("Worker")), Column(_("A week")), Column(_("As far as")), Column(_("Visits")))
    return Table(caption=_("Workers"), columns=columns, rows=tuple(rows), empty=_("Nobody works here yet."))


def _terms_deed(viewer: Actor, house: UUID, now: datetime, form: TermsForm) -> Deed | None:
    seen = {each.practitioner_id: words.named(each) for each in people.professionals_at(viewer, house, now)}
    if not seen:
        return None
    choices = tuple(Choice(str(identifier), name) for identifier, name in seen.items())
    return Deed(
        action=reverse("home_visit:terms"),
        button=Button(label=_("Keep these terms")),
        hidden=(("request_key", uuid4().hex),),
        fields=(
            _select(form, form.data, "practitioner_id", _("Worker"), choices),
            _text(form, form.data, "weekly_hours", _("Hours a week, at most"), kind="number"),
            _text(form, form.data, "kilometres", _("As far as, in kilometres (empty: anywhere)")),
            Field(
                name="visits",
                label=_("Takes visits"),
                kind="checkbox",
                value=form.data.get("visits", "") if form.is_bound else "True",
            ),
        ),
    )
