"""What everybody reads of the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import forms as door
from yiyang.doors.web.house import profile as house
from yiyang.doors.web.house.running import Running, running
from yiyang.foundation.errors import Unknown
from yiyang.ground.places import services as places


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """`/house/profile`: where it is, when it is open, how it stands; each form is saved by itself."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.page(run)})
    which = request.POST.get("deed", "")
    form = _form(run, which, request.POST)
    if form.is_valid():
        with door.deed(request, form):
            _save(run, which, form)
            messages.success(request, _("Saved. Everybody reads it from now on."))
            return redirect("house_profile")
    shown: dict[str, Any] = {which: form}
    return render(request, "web/sheet.html", {"page": house.page(run, **shown)}, status=422)


def _form(run: Running, which: str, sent: Any) -> forms.Form:
    if which == "where":
        return house.WhereForm(sent, prefix="where")
    if which == "hours":
        return house.HoursForm(sent, prefix="hours")
    if which == "position":
        return house.position_form(run, sent)
    raise Unknown


def _save(run: Running, which: str, form: forms.Form) -> None:
    asked: dict[str, Any] = {"by": run.actor, "now": run.now, "organisation_id": run.house_id}
    if isinstance(form, house.HoursForm):
        places.set_opening_hours(**asked, hours=form.hours())
    elif isinstance(form, house.PositionForm):
        places.position(**asked, **form.values())
    else:
        places.describe_organisation(**asked, **form.cleaned_data)
