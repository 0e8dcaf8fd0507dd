"""Draft, describe, publish, rest and give up services."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import forms as door
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.house import services as house
from yiyang.doors.web.house.running import Running, running
from yiyang.face.components.flash import Flash
from yiyang.foundation.errors import Unknown
from yiyang.lifecycle.offers import services as offers

FIELDS = {"category": "need"}


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """`/house/services`: everything the house offers."""
    return render(request, "web/sheet.html", {"page": house.list_page(running(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/house/services/new`: write a draft."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.new_page(run)})
    form, key = house.ServiceForm(run, request.POST), _key(request)
    if form.is_valid():
        with door.deed(request, form, FIELDS):
            made = offers.draft(
                by=run.actor,
                now=run.now,
                organisation_id=run.house_id,
                mode=form.cleaned_data["mode"],
                price=form.cleaned_data["price"],
                request_key=key,
                **form.described(),
            )
            messages.success(request, _("The draft is saved. Publish it when it is ready."))
            return redirect("house_service", made.id)
    return render(request, "web/sheet.html", {"page": house.new_page(run, form, str(key))}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """`/house/services/<service>`: its words, its state, its cancellation rule."""
    run = running(request)
    deed = request.POST.get("deed")
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.service_page(run, service_id)})
    if deed in ("publish", "suspend"):
        return _switch(request, run, service_id, deed)
    if deed == "cancellation":
        return _cancellation(request, run, service_id)
    form = house.ServiceForm(run, request.POST, fixed_mode=True)
    if form.is_valid():
        with door.deed(request, form, FIELDS):
            price, described = form.cleaned_data["price"], form.described()
            offers.describe(by=run.actor, now=run.now, service_id=service_id, price=price, **described)
            messages.success(request, _("Saved. Orders that stand keep their price."))
            return redirect("house_service", service_id)
    return render(request, "web/sheet.html", {"page": house.service_page(run, service_id, form)}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """`/house/services/<service>/retire`: ask once, then give it up."""
    run = running(request)
    if request.method == "POST":
        offers.retire(by=run.actor, now=run.now, service_id=service_id)
        messages.success(request, _("Given up. What was ordered is still given."))
        return redirect("house_services")
    return render(request, "web/sheet.html", {"page": house.retire_page(run, service_id)})


def _switch(request: HttpRequest, run: Running, service_id: UUID, deed: str) -> HttpResponse:
    verb = offers.publish if deed == "publish" else offers.suspend
    with attempt(request) as tried:
        verb(by=run.actor, now=run.now, service_id=service_id)
    if tried.refusal is None:
        done = _("Published: people can find it.") if deed == "publish" else _("It rests. Publish it to go on.")
        messages.success(request, done)
        return redirect("house_service", service_id)
    page = house.service_page(
        run, service_id, said=(Flash(text=_refused(tried.said, tried.refusal.field), tone="bad"),)
    )
    return render(request, "web/sheet.html", {"page": page}, status=tried.refusal.status)


def _refused(said: str, field: str | None) -> str:
    """The refusal with the words of its field, since it was pressed above the form."""
    label = str(house.ServiceForm.base_fields[field].label) if field in house.ServiceForm.base_fields else ""
    return f"{label}: {said}" if label else said


def _cancellation(request: HttpRequest, run: Running, service_id: UUID) -> HttpResponse:
    rule = house.CancellationForm(request.POST, prefix="rule")
    if rule.is_valid():
        with door.deed(request, rule):
            offers.publish_cancellation(by=run.actor, now=run.now, service_id=service_id, shares=rule.shares())
            messages.success(request, _("The rule is published and counts from now on."))
            return redirect("house_service", service_id)
    page = house.service_page(run, service_id, rule=rule)
    return render(request, "web/sheet.html", {"page": page}, status=422)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Unknown from None
