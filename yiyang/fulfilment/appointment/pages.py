"""The pages of appointments: understand the request, one domain call, answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiyang.face import undo
from yiyang.face.deeds import refused_quickly, shown
from yiyang.face.served import served
from yiyang.foundation.errors import SignInNeeded
from yiyang.fulfilment.appointment import services as appointments
from yiyang.fulfilment.appointment.forms import ChooseForm, PayForm, ReasonForm
from yiyang.fulfilment.appointment.screens.choosing import choose_page, move_page
from yiyang.fulfilment.appointment.screens.day import desk_page, list_page
from yiyang.fulfilment.appointment.screens.paying import CASH, pay_page
from yiyang.fulfilment.appointment.screens.standing import cancel_page, costs_to_cancel, standing_page
from yiyang.fulfilment.appointment.screens.taken import taken_page
from yiyang.fulfilment.appointment.selectors import slot_of
from yiyang.ground.people.sign_in.acting import Request, person_of
from yiyang.lifecycle.orders import selectors as seen
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.ics import calendar as calendar_file
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.services import Started

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@read_or_send
def choose(request: Request, service_id: UUID) -> HttpResponse:
    """Choose a number; sent, it is held (or booked, when nothing is to be paid first)."""
    form, person_id = ChooseForm(request.POST or None), person_of(request)
    if request.method == "POST":
        gone = taken_page(request.actor, service_id, request.now, form)
        order = None if gone else form.attempt(lambda: take(request, service_id, person_id, form))
        if order is not None:
            return taken(request, order)
        if gone := gone or taken_page(request.actor, service_id, request.now, form):
            return refused_quickly(request, "appointment/taken.html", gone)
    day = request.GET.get("day", "")
    page = choose_page(request.actor, service_id, person_id, request.now, day=day, form=form)
    return shown(request, "appointment/choose.html", page, form)


def taken(request: Request, order: OrderRow) -> HttpResponse:
    """On to the bill, or to the appointment; for some minutes one press gives the number back."""
    back, hidden = reverse("appointment:cancel", args=[order.id]), (("request_key", f"undo-{order.id}"),)
    said = _("The number is kept for you.") if order.state == "requested" else _("The number is booked.")
    reason = (("reason", _("Taken back at once")), ("at_once", "yes"))
    label = _("Give it back")
    undo.offer(request, request.now, text=said, action=back, hidden=(*hidden, *reason), label=label)
    return redirect("appointment:pay" if order.state == "requested" else "appointment:show", order.id)


def take(request: Request, service_id: UUID, person_id: UUID | None, form: ChooseForm) -> OrderRow:
    """The one domain call of the choosing page. Raises SignInNeeded when it is for nobody."""
    if person_id is None:
        raise SignInNeeded
    return orders.place(
        by=request.actor,
        now=request.now,
        service_id=service_id,
        person_id=person_id,
        detail={"slot_id": str(form.cleaned_data["slot_id"])},
        request_key=form.cleaned_data["request_key"],
        channel=(form.cleaned_data["channel"] or "desk") if request.actor.organisation_id else "web",
        caller=form.cleaned_data["caller"],
        pay_with=form.cleaned_data["pay_with"] or "money",
    )


@require_POST
def watch(request: Request, service_id: UUID) -> HttpResponse:
    """Wait for a free number, or no longer."""
    person_id = person_of(request)
    if person_id is None:
        raise SignInNeeded
    change = appointments.unwatch if request.POST.get("stop") else appointments.watch
    change(by=request.actor, now=request.now, service_id=service_id, person_id=person_id)
    return redirect("appointment:choose", service_id)


@require_safe
def show(request: Request, order_id: UUID) -> HttpResponse:
    """How one appointment stands."""
    return shown(request, "appointment/show.html", standing_page(request.actor, order_id, request.now))


@read_or_send
def pay(request: Request, order_id: UUID) -> HttpResponse:
    """How it can be paid; sent, the payer goes to the payment company, or the till has taken it."""
    form = PayForm(request.POST or None)
    if request.method == "POST":
        started = form.attempt(lambda: start_payment(request, order_id, form))
        if started is not None:
            undo.forget(request)
            here = reverse("appointment:show", args=[order_id])
            return redirect(f"{started.redirect_url}?back={here}" if started.redirect_url else here)
    return shown(request, "appointment/pay.html", pay_page(request.actor, order_id, request.now, form), form)


def start_payment(request: Request, order_id: UUID, form: PayForm) -> Started:
    """The one domain call of the pay page: the till takes cash, everybody else is sent to a company."""
    by, now, key = request.actor, request.now, form.cleaned_data["request_key"]
    if form.cleaned_data["provider"] == CASH:
        return settlement.take(by=by, now=now, order_id=order_id, request_key=key)
    provider = form.cleaned_data["provider"]
    return settlement.pay(by=by, now=now, order_id=order_id, provider=provider, request_key=key)


@read_or_send
def cancel(request: Request, order_id: UUID) -> HttpResponse:
    """Say what cancelling means now; sent, it is done."""
    form = ReasonForm(request.POST or None)
    if request.POST.get("at_once") and costs_to_cancel(request.actor, order_id, request.now):
        return redirect("appointment:cancel", order_id)  # it was paid meanwhile: first say what comes back
    if request.method == "POST":
        said = form.attempt(
            lambda: appointments.cancel(by=request.actor, now=request.now, order_id=order_id, reason=form.cause)
        )
        if said is not None:
            again = reverse("appointment:retake", args=[order_id])
            undo.offer(request, request.now, text=_("The appointment is cancelled."), action=again)
            return redirect("appointment:show", order_id)
    return shown(request, "appointment/cancel.html", cancel_page(request.actor, order_id, request.now, form), form)


@require_POST
def retake(request: Request, order_id: UUID) -> HttpResponse:
    """The cancelling was a mistake: the same number again, while nobody else has it."""
    return taken(request, appointments.retake(by=request.actor, now=request.now, order_id=order_id))


@read_or_send
def move(request: Request, order_id: UUID) -> HttpResponse:
    """Choose another number for a standing appointment."""
    form, order = ChooseForm(request.POST or None), seen.order_of(request.actor, order_id, request.now)
    before = slot_of(order_id)
    if request.method == "POST":
        done = form.attempt(
            lambda: appointments.move(
                by=request.actor,
                now=request.now,
                order_id=order_id,
                slot_id=form.cleaned_data["slot_id"],
                request_key=form.cleaned_data["request_key"],
            )
        )
        if done is not None:
            hidden = (("request_key", f"back-{form.cleaned_data['request_key']}"), ("slot_id", str(before)))
            here = reverse("appointment:move", args=[order_id])
            undo.offer(request, request.now, text=_("The appointment has moved."), action=here, hidden=hidden)
            return redirect("appointment:show", order_id)
    day = request.GET.get("day", "")
    return shown(
        request,
        "appointment/choose.html",
        move_page(request.actor, order.service_id, request.now, day=day, form=form),
        form,
    )


@require_safe
def calendar(request: Request, order_id: UUID) -> HttpResponse:
    """The appointment as a calendar file."""
    card = seen.order_card(request.actor, order_id, request.now)
    steps = seen.history(request.actor, order_id, request.now)
    ended = card.state in ("cancelled", "rejected", "lapsed", "failed")
    text = calendar_file(card, sequence=len(steps), written_at=request.now, cancelled=ended)
    headers = {"Content-Disposition": f'attachment; filename="{card.code}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def desk(request: Request) -> HttpResponse:
    """Who is expected in the house."""
    return shown(request, "appointment/day.html", desk_page(request.actor, request.now, day=request.GET.get("day", "")))


@require_safe
def my_list(request: Request) -> HttpResponse:
    """Whom the professional sees today."""
    return shown(request, "appointment/day.html", list_page(request.actor, request.now, day=request.GET.get("day", "")))


@require_POST
def check_in(request: Request, order_id: UUID) -> HttpResponse:
    appointments.check_in(by=request.actor, now=request.now, order_id=order_id)
    return redirect("appointment:desk")


@require_POST
def no_show(request: Request, order_id: UUID) -> HttpResponse:
    appointments.note_no_show(by=request.actor, now=request.now, order_id=order_id)
    return redirect("appointment:desk")


@require_POST
def call_next(request: Request, session_id: UUID) -> HttpResponse:
    appointments.call_next(by=request.actor, now=request.now, session_id=session_id)
    return redirect("appointment:list")


@require_POST
def see(request: Request, order_id: UUID) -> HttpResponse:
    encounter_id = appointments.see(by=request.actor, now=request.now, order_id=order_id)
    return redirect(served("encounter", encounter_id) or "appointment:list")


@require_POST
def finish(request: Request, order_id: UUID) -> HttpResponse:
    appointments.finish(by=request.actor, now=request.now, order_id=order_id)
    return redirect("appointment:list")
