"""The first page: a landing for everyone, today for a person, the first duty for staff."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiyang.doors.web import landing, today
from yiyang.doors.web.frame import portal_of
from yiyang.doors.web.houses import start_of
from yiyang.doors.web.pages.showing import back
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import Unknown


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/` for whoever comes."""
    who = looking(request)
    if who.me is None:
        return render(request, "web/landing.html", {"page": landing.landing_page(who.actor, request.now)})  # type: ignore[attr-defined]
    if who.actor.organisation_id and (start := start_of(who.roles)) != "home":
        return redirect(start)
    template = "web/elder_home.html" if portal_of(request, who) == "elder" else "web/family_home.html"
    return render(request, template, {"page": today.home_page(who, request.now)})  # type: ignore[attr-defined]


@require_POST
def acting(request: HttpRequest) -> HttpResponse:
    """Step into the shoes of a house one works for, or back into one's own."""
    who, chosen = looking(request), request.POST.get("organisation", "")
    if chosen and chosen not in {str(key) for key in who.houses}:
        raise Unknown
    request.session["organisation"] = chosen or None
    request.session["subject"] = None
    return redirect("home")


@require_POST
def care(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Look after somebody who gave me a family scope; one's own id leads back to oneself."""
    who = looking(request)
    if person_id not in who.people:
        raise Unknown
    request.session["subject"] = None if who.me and who.me.id == person_id else str(person_id)
    return HttpResponseRedirect(back(request))
