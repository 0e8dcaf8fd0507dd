"""The page of one visit: who comes, how it stands, what happens next, and what can still be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.face import words
from yiyang.face.components import Part, Parts, Words
from yiyang.face.components.attachments import Attached, Attachments
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.price import Price
from yiyang.face.components.table import Column, Row, Table
from yiyang.face.components.tile import Tile
from yiyang.face.served import served
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.forms import MoveForm, ReasonForm
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.screens.ordering import to_assessments
from yiyang.fulfilment.home_visit.selectors.board import Line, series_of, visit_of
from yiyang.fulfilment.home_visit.selectors.pictures import pictures_of
from yiyang.fulfilment.home_visit.services.no_show import PATIENCE
from yiyang.fulfilment.home_visit.states import AHEAD, BOOKED, ON_THE_WAY, PENDING
from yiyang.fulfilment.home_visit.words import SIGNED_AS, STATES
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import actions
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Card as OrderCard
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.selectors import BillStatement

TONES: dict[str, Tone] = {
    "pending": "warn",
    "booked": "ok",
    "on-the-way": "info",
    "arrived": "info",
    "left": "warn",
    "fulfilled": "ok",
    "noshow": "bad",
    "broken-off": "bad",
}


@dataclass(frozen=True, kw_only=True)
class StandingPage:
    title: str
    who: PersonHeader | None
    card: Card
    price: Price | None
    deeds: tuple[Part, ...]
    pictures: Attachments | None = None
    series: Parts = ()


@dataclass(frozen=True, kw_only=True)
class CancelPage:
    title: str
    confirm: Confirm


@dataclass(frozen=True, kw_only=True)
class MovePage:
    title: str
    line: str
    deed: Deed
    refused: str


@dataclass(frozen=True, kw_only=True)
class SeriesPage:
    title: str
    table: Table
    deeds: tuple[Part, ...]
    refused: str = ""


def standing_page(viewer: Actor, order_id: UUID, now: datetime) -> StandingPage:
    """One visit for whoever may see it. Raises Unknown."""
    visit = visit_of(viewer, order_id, now)
    order = orders.order_of(viewer, order_id, now)
    card = orders.order_card(viewer, order_id, now)
    bill = settlement.statement_of(viewer, order_id, now)
    return StandingPage(
        title=card.title,
        who=_face(visit),
        card=Card(
            title=card.next_step,
            over=card.title,
            level=2,
            parts=(Facts(pairs=_facts(visit, card)),),
            chip=Chip(word=STATES[visit.state], tone=TONES.get(visit.state, "plain")),
            lift=order.open,
        ),
        price=_price(bill),
        deeds=tuple(_deeds(viewer, visit, order, bill, now)),
        pictures=_pictures(viewer, visit, now),
        series=_series(viewer, visit, now),
    )


def _pictures(viewer: Actor, visit: Visit, now: datetime) -> Attachments | None:
    lines = tuple(
        Attached(
            each.caption or (_("Signature") if each.kind == "signature" else _("Photo")),
            words.moment(each.taken_at),
            href,
            href,
        )
        for each in pictures_of(viewer, visit, now)
        for href in [reverse("home_visit:picture", args=[each.key])]
    )
    return Attachments(lines=lines) if lines else None


def _face(visit: Visit) -> PersonHeader | None:
    """Who comes, so that nobody opens the door to a stranger."""
    worker = visit.practitioner
    if worker is None:
        return None
    title = worker.title if words.chinese() else worker.title_en or worker.title
    line = " · ".join(each for each in (title, words.named(visit.organisation)) if each)
    chips = (Chip(word=_("You chose them"), tone="ok"),) if visit.chosen else ()
    return PersonHeader(name=words.named(worker), line=line, level=2, chips=chips)


def _facts(visit: Visit, card: OrderCard) -> tuple[tuple[Words, Part], ...]:
    if words.chinese():
        ordered = visit.request.item_name if visit.request else ""
    else:
        ordered = visit.request.item_name_en if visit.request else ""
    told: tuple[tuple[Words, str], ...] = (
        (_("When"), f"{words.moment(visit.starts_at)}–{words.hour(visit.ends_at)}"),
        (_("Where"), card.where),
        (_("Otherwise comes"), words.named(visit.backup) if visit.backup else ""),
        (_("Ordered by"), f"{visit.request.ordered_by_name} · {ordered}" if visit.request else ""),
        *card.facts,
        (_("Arrived"), words.moment(visit.arrived_at) if visit.arrived_at else ""),
        (_("Left"), words.moment(visit.departed_at) if visit.departed_at else ""),
        (_("Signed by"), f"{visit.signed_by} ({SIGNED_AS.get(visit.signed_as, '')})" if visit.signed_by else ""),
        (_("Code"), card.code),
    )
    return tuple((label, value) for label, value in told if value)


def _price(bill: BillStatement) -> Price | None:
    if not bill.lines:
        return None
    lines = [(line.name if words.chinese() else line.name_en, line.amount) for line in bill.lines]
    if bill.paid.minor:
        lines.append((_("Paid"), -bill.paid))
    if bill.refunded.minor:
        lines.append((_("Returned"), bill.refunded))
    return Price(lines=tuple(lines), total=bill.due)


def _deeds(viewer: Actor, visit: Visit, order: OrderRow, bill: BillStatement, now: datetime) -> list[Part]:
    may = access.may(viewer, actions.CANCEL, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    deeds: list[Part] = []
    if may and bill.payable and (href := served("bill", order.id)):
        label = _("Pay and confirm") if visit.state == PENDING else _("Pay")
        deeds.append(Button(label=label, kind="primary", icon="wallet", href=href))
    if may and visit.state == "fulfilled" and (href := served("rate", order.id)):
        deeds.append(Button(label=_("Say how it was"), kind="primary", icon="star", href=href))
    if visit.state in (BOOKED, ON_THE_WAY):
        deeds.append(Button(label=_("Put it in my calendar"), icon="calendar-check", href=at("calendar", order.id)))
    if may and visit.state in (PENDING, BOOKED) and not order.lapsed(now):
        deeds.append(Button(label=_("Another day or hour"), icon="calendar-days", href=at("move", order.id)))
    if may and visit.state in AHEAD and not order.lapsed(now):
        if now >= visit.starts_at + 2 * PATIENCE:
            deeds.append(_press("nobody_came", order.id, _("Nobody came")))
        deeds.append(Button(label=_("Cancel the visit"), kind="quiet", href=at("cancel", order.id)))
    deeds.extend(to_assessments(viewer, order.person_id, now))
    return deeds


def _series(viewer: Actor, visit: Visit, now: datetime) -> Parts:
    if visit.series_id is None:
        return ()
    lines = [line for line in series_of(viewer, visit.series_id, now) if line.order_id != visit.order_id]
    tiles = [_tile(line) for line in lines[:26]]
    return (
        *tiles,
        Button(label=_("All visits of this series"), href=reverse("home_visit:series", args=[visit.series_id])),
    )


def _tile(line: Line) -> Tile:
    return Tile(
        title=line.service,
        when=words.moment(line.starts_at),
        line=line.practitioner,
        href=at("show", line.order_id),
        chip=Chip(word=STATES[line.state], tone=TONES.get(line.state, "plain")),
        icon="house",
    )


def cancel_page(viewer: Actor, order_id: UUID, now: datetime, form: ReasonForm) -> CancelPage:
    """What happens when it is cancelled now, before anybody decides. Raises Unknown."""
    order = orders.order_of(viewer, order_id, now)
    visit = visit_of(viewer, order_id, now)
    return CancelPage(
        title=_("Cancel this visit?"),
        confirm=Confirm(
            question=_("Cancel this visit?"),
            happens=_happens(order, visit, now),
            action=at("cancel", order_id),
            yes=Button(label=_("Cancel the visit"), kind="primary"),
            no=Button(label=_("Keep it"), href=at("show", order_id)),
            hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
            fields=_reason(viewer, order.organisation_id, form),
        ),
    )


def move_page(viewer: Actor, order_id: UUID, now: datetime, form: MoveForm) -> MovePage:
    """Another day and hour for a visit; the same person comes if they can. Raises Unknown."""
    visit = visit_of(viewer, order_id, now)
    return MovePage(
        title=_("Another day or hour"),
        line=_("So far: %(when)s. You keep it until the new hour is sure.") % {"when": words.moment(visit.starts_at)},
        deed=_when_deed(at("move", order_id), visit.starts_at, form, _("Move the visit")),
        refused=form.said("__all__") or form.said("starts_at"),
    )


def series_page(viewer: Actor, series_id: UUID, now: datetime, form: ReasonForm, moving: MoveForm) -> SeriesPage:
    """Every visit of a series, and what can be done for all that are ahead. Raises Unknown."""
    lines = series_of(viewer, series_id, now)
    rows = tuple(
        Row(
            (
                words.moment(line.starts_at),
                line.practitioner or _("not decided yet"),
                Chip(word=STATES[line.state], tone=TONES.get(line.state, "plain")),
            ),
            href=at("show", line.order_id),
        )
        for line in lines
    )
    ahead = [line for line in lines if line.state in (PENDING, BOOKED) and line.starts_at > now]
    deeds: list[Part] = []
    if ahead:
        count = ngettext("Cancel %(n)s visit", "Cancel %(n)s visits", len(ahead)) % {"n": len(ahead)}
        here = reverse("home_visit:series", args=[series_id])
        deeds.append(_when_deed(f"{here}/move", ahead[0].starts_at, moving, _("Move them all"), _FIRST_HINT()))
        deeds.append(
            Confirm(
                question=_("Cancel the whole series?"),
                happens=_("What is ahead is taken back; what was done stays."),
                action=here,
                yes=Button(label=count, kind="primary"),
                no=Button(label=_("Keep it"), href=at("show", ahead[0].order_id)),
                hidden=(("request_key", uuid4().hex),),
                fields=_reason(viewer, None, form),
            )
        )
    columns = (Column(_("When")), Column(_("Who comes")), Column(_("State")))
    return SeriesPage(
        title=_("A series of visits"),
        table=Table(caption=_("A series of visits"), columns=columns, rows=rows),
        deeds=tuple(deeds),
        refused=form.said("__all__") or moving.said("__all__") or moving.said("starts_at"),
    )


def _FIRST_HINT() -> str:  # noqa: N802 – a sentence, read in the reader's language
    return _("When the next one should be; all others move by as much.")


def _when_deed(action: str, now_at: datetime, form: MoveForm, label: str, hint: str = "") -> Deed:
    local = timezone.localtime(now_at)
    return Deed(
        action=action,
        button=Button(label=label, kind="primary"),
        hidden=(("request_key", form.data.get("request_key") or uuid4().hex),),
        hint=hint,
        fields=(
            Field(
                name="day",
                label=_("Day"),
                kind="date",
                value=form.data.get("day") or local.date().isoformat(),
                refused=form.said("day"),
            ),
            Field(
                name="hour",
                label=_("Hour"),
                kind="time",
                value=form.data.get("hour") or f"{local:%H:%M}",
                refused=form.said("hour"),
            ),
        ),
    )


def _reason(viewer: Actor, organisation_id: UUID | None, form: ReasonForm) -> tuple[Part, ...]:
    refused = form.said("reason") or form.said("__all__")
    fields: list[Part] = [
        Field(name="reason", label=_("Why?"), value=form.data.get("reason", ""), refused=refused, required=True)
    ]
    if organisation_id is not None and viewer.organisation_id == organisation_id:
        label = _("Our house is the cause; everything paid goes back")
        fields.insert(0, Field(name="by_house", label=label, kind="checkbox", value=form.data.get("by_house", "")))
    return tuple(fields)


def _happens(order: OrderRow, visit: Visit, now: datetime) -> str:
    if visit.practitioner_id is None or order.terms != "prepaid" or order.accepted_at is None:
        return _("Nobody comes any more. You pay nothing.")
    share = offers.share_returned(service_id=order.service_id, starts_at=order.starts_at, now=now)
    returned = words.money(order.price.percent(share))
    return _("%(money)s comes back to you. Nobody comes any more.") % {"money": returned}


def _press(page: str, order_id: UUID, label: str) -> Deed:
    return Deed(action=at(page, order_id), button=Button(label=label))


def at(page: str, order_id: UUID) -> str:
    """The address of a page about one visit."""
    return reverse(f"home_visit:{page}", args=[order_id])


def shift_of(lines: list[Line], start: datetime, now: datetime) -> timedelta:
    """By how much a series moves when its next visit is to begin at `start`; nothing when nothing is ahead."""
    ahead = [line.starts_at for line in lines if line.state in (PENDING, BOOKED) and line.starts_at > now]
    return start - min(ahead) if ahead else timedelta(0)
