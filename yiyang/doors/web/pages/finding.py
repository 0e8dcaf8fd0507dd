"""Search, one provider, and how the list is made."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web import packages as packaging
from yiyang.doors.web import provider as providing
from yiyang.doors.web import search
from yiyang.doors.web.who import looking


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """`/find`: need, place, time, price and score in one search."""
    who, asked = looking(request), search.Asked.read(request.GET)
    now = request.now  # type: ignore[attr-defined]
    page = search.search_page(who.actor, asked, now, who.subject.id if who.subject else None)
    template = "web/find.html#results" if getattr(request, "htmx", None) else "web/find.html"
    return render(request, template, {"page": page}, status=422 if page.refused else 200)


@require_safe
def provider(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """`/provider/<service>`: everything one needs to choose."""
    who, now = looking(request), request.now  # type: ignore[attr-defined]
    page = providing.provider_page(who.actor, service_id, now, day=_day(request), person=who.subject)
    return render(request, "web/provider.html", {"page": page})


@require_safe
def packages(request: HttpRequest) -> HttpResponse:
    """`/packages`: what is left of one's own, and what is on offer."""
    who, now = looking(request), request.now  # type: ignore[attr-defined]
    page = packaging.packages_page(who.actor, now, who.subject.id if who.subject else None)
    return render(request, "web/packages.html", {"page": page})


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """`/find/how`: the rule of the list, in plain words."""
    return render(request, "web/how.html")


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
