"""The calendar's page, and the calendar itself, which is asked for without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import calendars
from yiyang.foundation.actors import ANONYMOUS, Actor
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import selectors as people_seen
from yiyang.ground.people import services as people


@sensitive_variables("fresh")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """`/security/calendar`: make an address (shown in this very answer, and never again) or end it."""
    actor, now, fresh = request.actor, request.now, ""  # type: ignore[attr-defined]
    if request.method == "POST" and "end" in request.POST:
        people.end_calendar_address(by=actor, now=now, calendar=request.POST["end"])
        return redirect("my_calendar")
    if request.method == "POST":
        fresh = people.make_calendar_address(by=actor, now=now, calendar=request.POST.get("make", ""))
    answer = render(request, "web/calendar.html", {"page": calendars.calendar_page(actor, fresh=fresh)})
    answer["Cache-Control"] = "no-store"
    return answer


@sensitive_variables("token")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """`/calendar/<secret>.ics`: for a calendar program. A browser that is signed in is shown its page instead."""
    now = request.now  # type: ignore[attr-defined]
    if request.actor != ANONYMOUS:  # type: ignore[attr-defined]
        return redirect("my_calendar")
    reader = people_seen.calendar_reader(token)
    with acting_as(Actor.person(reader.person_id), now):
        text = calendars.feed(reader, now)
    headers = {"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
