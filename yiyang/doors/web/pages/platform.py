"""The platform in one place."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import forms as door
from yiyang.doors.web import platform as running
from yiyang.ground.places import services as places


@require_http_methods(["GET", "HEAD", "POST"])
def platform(request: HttpRequest) -> HttpResponse:
    """`/platform`: review, cases, norms, trust log; POST publishes a version of the norms."""
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": running.platform_page(actor, now)})
    form = running.NormsForm(actor, request.POST)
    if form.is_valid():
        with door.deed(request, form):
            given = form.cleaned_data
            begins = datetime.combine(given["in_force_on"], time(), ZoneInfo(settings.TIME_ZONE))
            places.publish_norms(
                by=actor,
                now=now,
                kind=given["kind"],
                text=given["text"],
                text_en=given["text_en"],
                in_force_at=max(begins, now),
            )
            messages.success(request, _("Published. Houses are asked to accept it."))
            return redirect("platform")
    return render(request, "web/sheet.html", {"page": running.platform_page(actor, now, form)}, status=422)
