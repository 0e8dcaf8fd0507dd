"""The operator's entry review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import entry_review
from yiyang.doors.web.attempts import attempt
from yiyang.foundation.errors import Unknown
from yiyang.ground.places import services as places


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """`/entries`: what waits for this reviewer."""
    page = entry_review.entries_page(request.actor, request.now)  # type: ignore[attr-defined]
    return render(request, "web/listing.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """`/entries/<application>`: its papers; POST checks one of them, approves or refuses."""
    actor, now, typed = request.actor, request.now, request.POST.get("reason", "")  # type: ignore[attr-defined]
    tried = None
    if request.method == "POST":
        with attempt(request) as tried:
            done = _decide(request, application_id, typed)
        if tried.refusal is None:
            messages.success(request, done)
            return redirect("entry", application_id)
    page = entry_review.entry_page(actor, application_id, now, tried, typed)
    return render(
        request, "web/entry.html", {"page": page}, status=tried.refusal.status if tried and tried.refusal else 200
    )


def _decide(request: HttpRequest, application_id: UUID, reason: str) -> str:
    asked = {"by": request.actor, "now": request.now}  # type: ignore[attr-defined]
    deed = request.POST.get("deed")
    if deed == "verify":
        places.verify_paper(**asked, paper_id=_paper(request))
        return _("The paper is checked.")
    if deed == "approve":
        places.approve(**asked, application_id=application_id)
        return _("Approved. The house is live.")
    if deed == "reject":
        places.reject(**asked, application_id=application_id, reason=reason)
        return _("Refused. The house has been told.")
    raise Unknown


def _paper(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("paper", ""))
    except ValueError:
        raise Unknown from None
