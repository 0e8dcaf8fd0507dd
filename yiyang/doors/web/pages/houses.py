"""Houses for everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web import directory as listing
from yiyang.doors.web.attempts import in_words
from yiyang.foundation.errors import Unknown
from yiyang.ground.places.errors import NotComparable


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """`/houses`: who is open, by area and kind, and why in this order."""
    area, kind = _id(request.GET.get("area", "")), request.GET.get("kind", "")[:30]
    page = listing.directory_page(request.actor, request.now, area, kind)  # type: ignore[attr-defined]
    return render(request, "web/sheet.html", {"page": page})


@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """`/houses/<house>`: one house from its live facts."""
    page = listing.organisation_page(request.actor, organisation_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/sheet.html", {"page": page})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`/houses/compare?house=…&house=…`: two to four side by side; else the directory says why not."""
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    ids = [found for text in request.GET.getlist("house")[:10] if (found := _id(text))]
    try:
        return render(request, "web/sheet.html", {"page": listing.compare_page(actor, ids, now)})
    except NotComparable as refused:
        page = listing.directory_page(actor, now, None, "", said=in_words(refused))
        return render(request, "web/sheet.html", {"page": page}, status=refused.status)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Unknown from None
