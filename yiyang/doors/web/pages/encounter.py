"""Write in a visit, and sign it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import encounter as visits
from yiyang.doors.web.attempts import Attempt, attempt


@require_http_methods(["GET", "HEAD", "POST"])
def encounter(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """`/visit/<encounter>`: notes, readings, diagnoses; POST writes one of them, or signs."""
    actor, now, tried = request.actor, request.now, Attempt()  # type: ignore[attr-defined]
    if request.method == "POST":
        with attempt(request) as tried:
            done = visits.write(actor, encounter_id, now, request.POST)
        if tried.refusal is None:
            messages.success(request, done)
            return redirect("encounter", encounter_id)
    page = visits.encounter_page(actor, encounter_id, now, tried, request.POST)
    return render(request, "web/encounter.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)
