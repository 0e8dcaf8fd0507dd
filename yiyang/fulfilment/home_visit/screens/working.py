"""The board of the desk, the list of who visits, and the page of one visit for whoever writes it up at a desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.care.records.vitals import VITALS
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.deed import Deed
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.table import Column, Row, Table
from yiyang.face.components.why import Why
from yiyang.face.served import served
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.fulfilment.home_visit.actions import ASSIGN, VISIT
from yiyang.fulfilment.home_visit.forms import AssignForm, WorkForm
from yiyang.fulfilment.home_visit.models import Entry, Visit
from yiyang.fulfilment.home_visit.screens.standing import TONES, at
from yiyang.fulfilment.home_visit.selectors.board import Line, visit_of, visits_at, waiting_at
from yiyang.fulfilment.home_visit.selectors.catalogue import consumables_of
from yiyang.fulfilment.home_visit.selectors.crew import crew_for
from yiyang.fulfilment.home_visit.services import proof
from yiyang.fulfilment.home_visit.services.assign import wanting_for
from yiyang.fulfilment.home_visit.services.no_show import PATIENCE
from yiyang.fulfilment.home_visit.states import ARRIVED, ASSESSMENT, BOOKED, LEFT, ON_THE_WAY
from yiyang.fulfilment.home_visit.words import SIGNED_AS, STATES, why
from yiyang.ground.access import services as access


@dataclass(frozen=True, kw_only=True)
class Round:
    """One worker's visits of a day."""

    title: str
    line: str
    table: Table


@dataclass(frozen=True, kw_only=True)
class DayPage:
    title: str
    day: str
    earlier: str
    later: str
    rounds: tuple[Round, ...]
    waiting: Round | None = None
    deeds: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AssignPage:
    title: str
    card: Card
    deed: Deed
    others: Why | None
    refused: str


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    title: str
    header: PersonHeader
    card: Card
    deeds: tuple[Part, ...]
    entries: Table
    refused: str


def board_page(viewer: Actor, now: datetime, *, day: str) -> DayPage:
    """Every visit of the house on a day, by worker, and what nobody goes to yet; all who are sent may look.

    Raises SignInNeeded, NotAllowed.
    """
    house = house_of(viewer)
    decides = access.may(viewer, ASSIGN, now=now, organisation_id=house) is not None
    shown = _day(day, now)
    lines = visits_at(viewer, house, now, **_span(shown))
    waiting = waiting_at(viewer, house, now)
    by_worker: dict[UUID | None, list[Line]] = {}
    for line in lines:
        if line.practitioner_id is not None:
            by_worker.setdefault(line.practitioner_id, []).append(line)
    rounds = [Round(title=each[0].practitioner, line=_count(each), table=_table(each)) for each in by_worker.values()]
    propose = Deed(
        action=reverse("home_visit:propose"),
        button=Button(label=_("Send the first who can go to each"), kind="primary"),
        hint=_("The earliest visit first; whoever was chosen, near and known comes first."),
    )
    return _page(
        _("Visits at home"),
        shown,
        tuple(sorted(rounds, key=lambda each: each.title)),
        waiting=Round(title=_("Nobody goes yet"), line=_count(waiting), table=_table(waiting)) if waiting else None,
        deeds=(*((propose,) if waiting and decides else ()), *_own_list(viewer, now, house)),
    )


def _own_list(viewer: Actor, now: datetime, house: UUID) -> tuple[Part, ...]:
    """Who visits has a list of their own, to write visits up at a desk."""
    if access.may(viewer, VISIT, now=now, organisation_id=house) is None:
        return ()
    return (Button(label=_("Write up my visits"), href=reverse("home_visit:rounds"), icon="clipboard-list"),)


def rounds_page(viewer: Actor, now: datetime, *, day: str) -> DayPage:
    """The visits of who looks, on a day. Raises SignInNeeded, NotAllowed."""
    house, shown = house_of(viewer), _day(day, now)
    lines = visits_at(viewer, house, now, worker_id=viewer.person_id, **_span(shown))
    deeds: tuple[Part, ...] = ()
    if phone := served_phone():
        deeds = (Button(label=_("On the phone, also without network"), href=phone, icon="smartphone"),)
    rounds = (Round(title=words.day(shown), line=_count(lines), table=_table(lines, page="work")),) if lines else ()
    return _page(_("My visits"), shown, rounds, deeds=deeds)


def served_phone() -> str:
    """Where the worker's phone page stands, on a site that has one."""
    try:
        return reverse("home_visit:phone")
    except NoReverseMatch:
        return ""


def assign_page(viewer: Actor, order_id: UUID, now: datetime, form: AssignForm) -> AssignPage:
    """Who could go to a visit, in order and with reasons, and who could not. Raises Unknown, NotAllowed."""
    visit = visit_of(viewer, order_id, now)
    access.require(viewer, ASSIGN, now=now, organisation_id=visit.organisation_id)
    crew = crew_for(wanting_for(visit, now))
    able = [member for member in crew if member.able]
    choices = tuple(
        Choice(str(member.practitioner_id), f"{words.named(member)} – {'; '.join(why(member.ranked))}")
        for member in able
    )
    unable = tuple(f"{words.named(each)}: {'; '.join(why(each.ranked))}" for each in crew if not each.able)
    return AssignPage(
        title=_("Who goes?"),
        card=_card(visit),
        deed=Deed(
            action=at("assign", order_id),
            button=Button(label=_("Decide"), kind="primary"),
            hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
            fields=(
                Field(
                    name="practitioner_id",
                    label=_("Who goes?"),
                    kind="radio",
                    choices=choices or (Choice("", _("Nobody can go at that hour")),),
                    value=form.data.get("practitioner_id") or str(visit.practitioner_id or ""),
                    refused=form.said("practitioner_id"),
                ),
                Field(name="nobody", label=_("Nobody for now"), kind="checkbox", value=form.data.get("nobody", "")),
                Field(
                    name="reason",
                    label=_("Why the change?"),
                    value=form.data.get("reason", ""),
                    refused=form.said("reason"),
                ),
            ),
        ),
        others=Why(text=_("Who cannot go then, and why"), reasons=unable) if unable else None,
        refused=form.said("__all__"),
    )


def work_page(viewer: Actor, order_id: UUID, now: datetime, form: WorkForm) -> WorkPage:
    """One visit for whoever does it: what to know, what is missing, one small form a kind of entry. Raises Unknown."""
    visit = visit_of(viewer, order_id, now)
    if visit.practitioner is None or visit.practitioner.person_id != viewer.person_id:
        raise Unknown
    entries = proof.handed_in(visit)
    return WorkPage(
        title=words.named(visit.order.service),
        header=PersonHeader(
            name=words.named(visit.person),
            line=f"{words.moment(visit.starts_at)} · {visit.address}",
            chips=(Chip(word=STATES[visit.state], tone=TONES.get(visit.state, "plain")),),
            deeds=tuple(
                Button(label=label, href=href)
                for label, href in ((_("The file"), served("file_of", visit.person_id)),)
                if href
            ),
        ),
        card=_missing(visit, entries),
        deeds=tuple(_deeds(viewer, visit, entries, now)),
        entries=_entries(entries),
        refused=form.said("__all__") or " ".join(form.said(name) for name in form.fields if form.said(name)),
    )


def _missing(visit: Visit, entries: Sequence[Entry]) -> Card:
    marks = proof.marks(visit, entries)
    missing = [_(mark) for mark, there in marks.items() if not there]
    pairs: list[tuple[object, Part]] = []
    if visit.request:
        pairs.append((_("The doctor's order"), f"{visit.request.instruction} ({visit.request.ordered_by_name})"))
    if visit.purpose:
        pairs.append((_("Purpose"), visit.purpose))
    return Card(
        over=_("Still missing") if missing else _("Complete"),
        title="; ".join(missing) if missing else _("Everything that proves the visit is there."),
        parts=(Facts(pairs=tuple(pairs)),) if pairs else (),
        tone="warn" if missing else "calm",
        level=2,
    )


def _deeds(viewer: Actor, visit: Visit, entries: Sequence[Entry], now: datetime) -> list[Part]:
    """What can be entered at this point, in the order of the work."""
    order_id, found = visit.order_id, list[Part]()
    if visit.state == BOOKED:
        found.append(_form(order_id, "set_out", _("I set out")))
    if visit.state in (BOOKED, ON_THE_WAY):
        where = _("A computer has no position: say where you were.")
        found.append(_form(order_id, "arrived", _("I have arrived"), _why("arrival", where)))
        if now >= visit.starts_at + PATIENCE:
            found.append(Deed(action=at("not_at_home", order_id), button=Button(label=_("Nobody is at home"))))
    if visit.state in (ARRIVED, LEFT):
        found += _work(viewer, visit, entries)
    if visit.state == ARRIVED:
        where = _("A computer has no position: say where you were.")
        found.append(_form(order_id, "departed", _("I have left"), _why("departure", where)))
    return found


def _work(viewer: Actor, visit: Visit, entries: Sequence[Entry]) -> list[Part]:
    order_id, found = visit.order_id, list[Part]()
    ticked = {entry.data.get("line") for entry in entries if entry.kind == "checked"}
    lines = visit.item.checklist if words.chinese() else visit.item.checklist_en
    found += [
        _form(order_id, "checked", text, hidden=(("line", str(line)),))
        for line, text in enumerate(lines)
        if line not in ticked
    ]
    codes = tuple(Choice(each.code, f"{_(each.label)} ({each.unit})") for each in VITALS.values())
    found.append(
        _form(
            order_id,
            "observed",
            _("Write down the reading"),
            Field(name="code", label=_("Reading"), kind="select", choices=codes, form="observed"),
            Field(name="value", label=_("Value"), inputmode="decimal", form="observed"),
        )
    )
    goods = tuple(Choice(each.code, words.named(each)) for each in consumables_of(viewer, visit.organisation_id))
    if goods:
        found.append(
            _form(
                order_id,
                "used",
                _("Used up"),
                Field(name="code", label=_("What"), kind="select", choices=goods, form="used"),
                Field(name="count", label=_("How many"), kind="number", value="1", form="used"),
            )
        )
    if visit.kind == ASSESSMENT:
        found.append(_assessment(order_id))
    text = Field(name="text", label=_("What was done and found"), kind="textarea", form="noted")
    found.append(_form(order_id, "noted", _("Write it down"), text))
    if visit.signed_at is None:
        found.append(_signature(order_id))
    return found


def _signature(order_id: UUID) -> Part:
    choices = tuple(Choice(code, word) for code, word in SIGNED_AS.items())
    return _form(
        order_id,
        "signed",
        _("Signed on paper"),
        Field(name="name", label=_("Who signed?"), form="signed"),
        Field(name="relation", label=_("As whom?"), kind="select", choices=choices, form="signed"),
    )


def _assessment(order_id: UUID) -> Part:
    fit = (Choice("yes", _("Care can be given here")), Choice("no", _("Not safe as it is")))
    return _form(
        order_id,
        "assessed",
        _("Keep the assessment"),
        Field(name="fit", label=_("The home"), kind="radio", choices=fit, form="assessed"),
        Field(name="text", label=_("What is needed"), kind="textarea", form="assessed"),
        Field(name="risks", label=_("What to watch for"), kind="textarea", form="assessed"),
    )


def _why(about: str, label: str) -> Part:
    return Field(name="reason", label=label, form=about)


def _form(order_id: UUID, kind: str, label: str, *fields: Part, hidden: tuple[tuple[str, str], ...] = ()) -> Deed:
    return Deed(
        action=at("work", order_id),
        button=Button(label=label),
        hidden=(("kind", kind), ("request_key", str(uuid4())), *hidden),
        fields=fields,
    )


def _entries(entries: Sequence[Entry]) -> Table:
    kinds = {
        "set_out": _("set out"),
        "arrived": _("arrived"),
        "checked": _("ticked"),
        "observed": _("reading"),
        "used": _("used up"),
        "noted": _("note"),
        "assessed": _("assessment"),
        "photographed": _("photograph"),
        "signed": _("signature"),
        "exception": _("exception"),
        "departed": _("left"),
        "alarm": _("alarm"),
    }
    shown = [entry for entry in entries if entry.kind in kinds]
    rows = tuple(Row((words.hour(entry.at), kinds[entry.kind], _said(entry))) for entry in shown)
    columns = (Column(_("Time")), Column(_("What")), Column(_("Said")))
    return Table(caption=_("Handed in"), columns=columns, rows=rows, empty=_("Nothing is handed in yet."))


def _said(entry: Entry) -> str:
    data = entry.data
    if "value" in data:
        return f"{data.get('code', '')} {data['value']}"
    made = entry.made.get("name", "") if entry.kind == "used" else ""
    return str(made or data.get("text") or data.get("needs") or data.get("reason") or data.get("name") or "")


def _table(lines: Sequence[Line], *, page: str = "assign") -> Table:
    columns = (Column(_("Time")), Column(_("Person")), Column(_("Service")), Column(_("Where")), Column(_("State")))
    rows = tuple(
        Row(
            (
                words.moment(line.starts_at) if page == "assign" else words.span(line.starts_at, line.ends_at),
                line.person,
                line.service,
                line.address,
                Chip(word=STATES[line.state], tone=TONES.get(line.state, "plain")),
            ),
            href=at(page, line.order_id),
            tone="warn" if line.practitioner_id is None else "plain",
        )
        for line in lines
    )
    return Table(caption=_("Visits"), columns=columns, rows=rows, empty=_("No visits on this day."))


def _card(visit: Visit) -> Card:
    pairs = (
        (_("Person"), words.named(visit.person)),
        (_("When"), f"{words.moment(visit.starts_at)}–{words.hour(visit.ends_at)}"),
        (_("Where"), visit.address),
        (_("So far"), words.named(visit.practitioner) if visit.practitioner else _("nobody")),
    )
    return Card(title=words.named(visit.order.service), level=2, parts=(Facts(pairs=pairs),))


def _page(
    title: str,
    shown: date,
    rounds: tuple[Round, ...],
    *,
    waiting: Round | None = None,
    deeds: tuple[Part, ...] = (),
) -> DayPage:
    return DayPage(
        title=title,
        day=words.day(shown),
        earlier=f"?day={shown - timedelta(days=1)}",
        later=f"?day={shown + timedelta(days=1)}",
        rounds=rounds,
        waiting=waiting,
        deeds=deeds,
    )


def _count(lines: Sequence[Line]) -> str:
    return ngettext("%(n)s visit", "%(n)s visits", len(lines)) % {"n": len(lines)}


def house_of(viewer: Actor) -> UUID:
    """The house somebody acts for. Raises SignInNeeded."""
    if viewer.organisation_id is None:
        raise SignInNeeded
    return viewer.organisation_id


def _day(typed: str, now: datetime) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return timezone.localtime(now).date()


def _span(day: date) -> dict[str, Any]:
    begins = datetime.combine(day, time(), timezone.get_current_timezone())
    return {"starts_from": begins, "starts_to": begins + timedelta(days=1)}
