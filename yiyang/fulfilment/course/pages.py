"""The pages of packages: understand the request, one domain call, answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiyang.face.deeds import shown
from yiyang.face.served import served
from yiyang.foundation.errors import SignInNeeded
from yiyang.fulfilment.course import services as courses
from yiyang.fulfilment.course.forms import BuyForm, GiveBackForm, PackageForm
from yiyang.fulfilment.course.models import CODE
from yiyang.fulfilment.course.screens.buying import buy_page
from yiyang.fulfilment.course.screens.house import house_page, uses_of
from yiyang.fulfilment.course.screens.standing import give_back_page, standing_page
from yiyang.ground.people.sign_in.acting import Request, person_of
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.orders.states import REQUESTED

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@read_or_send
def buy(request: Request, service_id: UUID) -> HttpResponse:
    """What a package holds, what it costs and by which rule; sent, it is ordered and waits to be paid."""
    form, person_id = BuyForm(request.POST or None), person_of(request)
    if request.method == "POST":
        order = form.attempt(lambda: take(request, service_id, person_id, form))
        if order is not None:
            bill = served("bill", order.id) if order.state == REQUESTED else ""
            return redirect(bill) if bill else redirect("course:show", order.id)
    return shown(request, "course/buy.html", buy_page(request.actor, service_id, person_id, request.now, form), form)


def take(request: Request, service_id: UUID, person_id: UUID | None, form: BuyForm) -> OrderRow:
    """The one domain call of the buying page. Raises SignInNeeded when it is for nobody."""
    if person_id is None:
        raise SignInNeeded
    return orders.place(
        by=request.actor,
        now=request.now,
        service_id=service_id,
        person_id=person_id,
        detail={"package_id": str(form.cleaned_data["package_id"])},
        request_key=form.cleaned_data["request_key"],
        channel="desk" if request.actor.organisation_id else "web",
    )


@require_safe
def show(request: Request, order_id: UUID) -> HttpResponse:
    """What is left of a package, and what can be done with it."""
    return shown(request, "course/show.html", standing_page(request.actor, order_id, request.now))


@read_or_send
def give_back(request: Request, order_id: UUID) -> HttpResponse:
    """Say what giving it back means now; sent, it is done."""
    form = GiveBackForm(request.POST or None)
    if request.method == "POST":
        done = form.attempt(
            lambda: courses.give_back(by=request.actor, now=request.now, order_id=order_id, reason=form.cause)
        )
        if done is not None:
            return redirect("course:show", order_id)
    return shown(request, "course/give_back.html", give_back_page(request.actor, order_id, request.now, form), form)


@read_or_send
def house(request: Request) -> HttpResponse:
    """The packages of the acting house; sent, a new one is on offer."""
    form = PackageForm(request.POST or None)
    if request.method == "POST" and form.attempt(lambda: make(request, form)) is not None:
        return redirect("course:house")
    return shown(request, "course/house.html", house_page(request.actor, request.now, form), form)


def make(request: Request, form: PackageForm) -> UUID:
    """The one domain call of the house's page."""
    if request.actor.organisation_id is None:
        raise SignInNeeded
    return offers.make_package(
        by=request.actor,
        now=request.now,
        organisation_id=request.actor.organisation_id,
        name=form.cleaned_data["name"],
        name_en=form.cleaned_data["name_en"],
        price=form.money,
        valid_days=form.cleaned_data["valid_days"],
        return_days=form.cleaned_data["return_days"],
        uses=uses_of(form),
        sold_by=CODE,
        request_key=form.cleaned_data["request_key"],
    )


@require_POST
def withdraw(request: Request, service_id: UUID) -> HttpResponse:
    """No longer on offer; what was bought is used as before."""
    offers.retire(by=request.actor, now=request.now, service_id=service_id)
    return redirect("course:house")
