"""The province's list, and what a house undertakes of it."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from yiyang.face.deeds import DeedForm, shown
from yiyang.foundation.errors import Invalid
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.forms import ConsumableForm, ItemForm, TermsForm, UndertakeForm, yuan
from yiyang.fulfilment.home_visit.pages.asking import Request, read_or_send
from yiyang.fulfilment.home_visit.screens.lists import item_page, list_page, offered_page


@read_or_send
def lists(request: Request) -> HttpResponse:
    """What may be done at home; sent by the operator, the pattern is put in force in a province."""
    province = request.POST.get("province") or request.GET.get("province", "")
    refused = ""
    if request.method == "POST":
        try:
            visits.take_over(by=request.actor, now=request.now, province=province)
        except Invalid as refusal:
            refused, province = str(refusal), ""
        else:
            return redirect(f"{request.path}?province={province}")
    page = list_page(request.actor, province, request.now, refused)
    answer = shown(request, "home_visit/list.html", page)
    answer.status_code = 422 if refused else 200
    return answer


@read_or_send
def item(request: Request, province: str, code: str) -> HttpResponse:
    """One item with its history; sent by the operator, the next version of it."""
    form = ItemForm(request.POST or None)
    if request.method == "POST":
        done = form.attempt(
            lambda: visits.change_item(
                by=request.actor,
                now=request.now,
                province=province,
                code=form.cleaned_data["code"],
                version=form.cleaned_data["version"],
                rule=form.rule,
                reason=form.cleaned_data["reason"],
            )
        )
        if done is not None:
            return redirect("home_visit:item", province, done.code)
    return shown(request, "home_visit/item.html", item_page(request.actor, province, code, request.now, form), form)


@require_safe
def offered(request: Request) -> HttpResponse:
    """What the house does at home."""
    page = offered_page(request.actor, request.now, UndertakeForm(), ConsumableForm(), TermsForm())
    return shown(request, "home_visit/offered.html", page)


@require_POST
def undertake(request: Request) -> HttpResponse:
    """A service is an item of the list from now on."""
    form = UndertakeForm(request.POST)
    done = form.attempt(
        lambda: visits.undertake(
            by=request.actor,
            now=request.now,
            service_id=form.cleaned_data["service_id"],
            item_code=form.cleaned_data["item_code"],
            travel_fee=form.travel_fee,
        )
    )
    return back(request, form, done, undertaking=form)


@require_POST
def consumable(request: Request) -> HttpResponse:
    """Something used up at visits is on the list from now on."""
    form = ConsumableForm(request.POST)
    done = form.attempt(
        lambda: visits.price_consumable(
            by=request.actor,
            now=request.now,
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
            name_en=form.cleaned_data["name_en"],
            price=yuan(form.cleaned_data["price"]),
        )
    )
    return back(request, form, done, consumable=form)


@require_POST
def terms(request: Request) -> HttpResponse:
    """How much a worker does from now on."""
    form = TermsForm(request.POST)
    done = form.attempt(lambda: keep(request, form))
    return back(request, form, done, terms=form)


def keep(request: Request, form: TermsForm) -> object:
    """The one domain call of the terms."""
    far: Decimal | None = form.cleaned_data["kilometres"]
    who: UUID = form.cleaned_data["practitioner_id"]
    return visits.set_worker_terms(
        by=request.actor,
        now=request.now,
        practitioner_id=who,
        weekly_minutes_max=form.cleaned_data["weekly_hours"] * 60,
        radius_metres=None if far is None else int(far * 1000),
        visits=form.cleaned_data["visits"],
    )


def back(request: Request, form: DeedForm, done: object, **sent: DeedForm) -> HttpResponse:
    """To the page again: redirected when it is done, else with what was typed and what is wrong."""
    if done is not None:
        return redirect("home_visit:offered")
    forms = {"undertaking": UndertakeForm(), "consumable": ConsumableForm(), "terms": TermsForm(), **sent}
    page = offered_page(request.actor, request.now, **forms)  # type: ignore[arg-type]
    return shown(request, "home_visit/offered.html", page, form)
