"""The page behind the search box. What is typed travels in the body and is kept nowhere (docs/adr/0091)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yiyang.doors.web.everywhere import everywhere_page
from yiyang.doors.web.who import looking


@never_cache
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def everywhere(request: HttpRequest) -> HttpResponse:
    """`/search`: an empty box by GET, what was found by POST; only the list for the box that asks while one types."""
    page = everywhere_page(looking(request), request.POST.get("q", ""), request.now)  # type: ignore[attr-defined]
    template = "web/everywhere.html#found" if getattr(request, "htmx", None) else "web/everywhere.html"
    return render(request, template, {"page": page})
