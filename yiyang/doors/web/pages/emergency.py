"""Emergency openings: open, close, look at them afterwards."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yiyang.doors.web import emergency as opening
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.sections import status_of
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people import services as people


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """`/emergency`: what I hold open; POST opens a file by a whole number, sent in the body and kept nowhere."""
    actor, now, sent, tried = request.actor, request.now, request.POST, None  # type: ignore[attr-defined]
    typed = opening.Asked(**{name: sent[name].strip()[:500] for name in opening.FIELDS if name in sent})
    if request.method == "POST":
        with attempt(request) as tried:
            person_id = people.open_in_emergency(
                by=actor, now=now, number=typed.number, reason_code=typed.reason_code, reason=typed.reason,
                minutes=typed.length,
            )  # fmt: skip
            return redirect("file_of", person_id)
    page = opening.emergency_page(actor, now, tried, typed)
    return render(request, "web/sections.html", {"page": page}, status=status_of(tried))


@require_POST
def close(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """`/emergency/<opening>/close`: I need it no longer."""
    access.end_break_glass(by=request.actor, now=request.now, break_glass_id=opening_id)  # type: ignore[attr-defined]
    messages.success(request, _("Closed."))
    return redirect("emergency")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """`/emergency/review`: what waits for a second look; POST says that I have looked."""
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    if request.method == "POST":
        access.review_break_glass(by=actor, now=now, break_glass_id=_opening(request))
        messages.success(request, _("Written down. The person sees that somebody else has looked."))
        return redirect("emergency_review")
    return render(request, "web/sections.html", {"page": opening.review_page(actor, now)})


def _opening(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("opening", ""))
    except ValueError:
        raise Unknown from None
