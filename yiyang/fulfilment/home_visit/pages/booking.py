"""Book a visit or a series, look at it, move it, take it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from yiyang.face.deeds import shown
from yiyang.foundation.errors import SignInNeeded
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.forms import BookForm, MoveForm, ReasonForm
from yiyang.fulfilment.home_visit.pages.asking import Request, person_needed, person_of, read_or_send
from yiyang.fulfilment.home_visit.screens.choosing import Asked, choose_page
from yiyang.fulfilment.home_visit.screens.standing import cancel_page, move_page, series_page, shift_of, standing_page
from yiyang.fulfilment.home_visit.selectors.board import series_of
from yiyang.fulfilment.home_visit.services import SeriesWish
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders.ics import calendar as calendar_file
from yiyang.lifecycle.orders.protocol import OrderRow


@read_or_send
def choose(request: Request, service_id: UUID) -> HttpResponse:
    """First the hour, then who comes; sent, the visit or the whole series is booked."""
    form = BookForm(request.POST or None)
    if request.method == "POST":
        placed = form.attempt(lambda: book(request, service_id, form))
        if placed:
            return redirect("home_visit:show", placed[0].id)
    if request.GET.get("at") and person_of(request) is None:
        raise SignInNeeded
    names = {"day": "day", "at": "at", "every": "every", "visits": "visits", "request": "request"}
    asked = Asked(**{field: request.GET.get(name, "") for field, name in names.items()})
    page = choose_page(request.actor, service_id, person_of(request), request.now, asked, form)
    return shown(request, "home_visit/choose.html", page, form)


def book(request: Request, service_id: UUID, form: BookForm) -> list[OrderRow]:
    """Book every date, or none. The one domain call of the choosing page; a chosen regular worker is kept with it."""
    said, by, now = form.cleaned_data, request.actor, request.now
    wish = SeriesWish(
        service_id=service_id,
        person_id=person_needed(request),
        detail=form.detail,
        channel=(said["channel"] or "desk") if by.organisation_id else "web",
        caller=said["caller"],
        pay_with=said["pay_with"] or "money",
    )
    starts = [said["starts_at"]]
    if said["every_days"] and (said["visits"] or 1) > 1:
        starts = visits.dates_from(said["starts_at"], said["every_days"], said["visits"])
    regular = said["practitioner_id"] if said["regular"] else None
    _, placed = visits.book_series(
        by=by,
        now=now,
        wish=wish,
        starts=starts,
        request_key=said["request_key"],
        regular=(regular, said["backup_id"]) if regular else None,
    )
    return placed


@require_safe
def show(request: Request, order_id: UUID) -> HttpResponse:
    """How one visit stands, and who comes."""
    return shown(request, "home_visit/show.html", standing_page(request.actor, order_id, request.now))


@read_or_send
def cancel(request: Request, order_id: UUID) -> HttpResponse:
    """Say what cancelling means now; sent, it is done."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        by, now = request.actor, request.now
        if form.attempt(lambda: visits.cancel(by=by, now=now, order_id=order_id, reason=form.cause)) is not None:
            return redirect("home_visit:show", order_id)
    page = cancel_page(request.actor, order_id, request.now, form)
    return shown(request, "home_visit/cancel.html", page, form)


@read_or_send
def move(request: Request, order_id: UUID) -> HttpResponse:
    """Another day and hour; sent, the visit is moved."""
    form = MoveForm(request.POST or None)
    if request.method == "POST":
        done = form.attempt(
            lambda: visits.move(
                by=request.actor,
                now=request.now,
                order_id=order_id,
                starts_at=form.start,
                request_key=form.cleaned_data["request_key"],
            )
        )
        if done is not None:
            return redirect("home_visit:show", order_id)
    return shown(request, "home_visit/move.html", move_page(request.actor, order_id, request.now, form), form)


@read_or_send
def series(request: Request, series_id: UUID) -> HttpResponse:
    """Every visit of a series; sent, all that are ahead are taken back."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        by, now = request.actor, request.now
        gone = form.attempt(lambda: visits.cancel_series(by=by, now=now, series_id=series_id, reason=form.cause))
        if gone is not None:
            return redirect("home_visit:series", series_id)
    page = series_page(request.actor, series_id, request.now, form, MoveForm())
    return shown(request, "home_visit/series.html", page, form)


@require_POST
def move_series(request: Request, series_id: UUID) -> HttpResponse:
    """All visits ahead move by as much as the next one."""
    form = MoveForm(request.POST)
    lines = series_of(request.actor, series_id, request.now)
    done = form.attempt(
        lambda: visits.move_series(
            by=request.actor,
            now=request.now,
            series_id=series_id,
            shift=shift_of(lines, form.start, request.now),
            request_key=form.cleaned_data["request_key"],
        )
    )
    if done is not None:
        return redirect("home_visit:series", series_id)
    page = series_page(request.actor, series_id, request.now, ReasonForm(), form)
    return shown(request, "home_visit/series.html", page, form)


@require_POST
def nobody_came(request: Request, order_id: UUID) -> HttpResponse:
    """The person waited for nobody: everything paid goes back."""
    visits.note_nobody_came(by=request.actor, now=request.now, order_id=order_id)
    return redirect("home_visit:show", order_id)


@require_safe
def calendar(request: Request, order_id: UUID) -> HttpResponse:
    """The visit as a calendar file."""
    card = seen.order_card(request.actor, order_id, request.now)
    steps = seen.history(request.actor, order_id, request.now)
    ended = card.state in ("cancelled", "rejected", "lapsed", "failed")
    text = calendar_file(card, sequence=len(steps), written_at=request.now, cancelled=ended)
    headers = {"Content-Disposition": f'attachment; filename="{card.code}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
