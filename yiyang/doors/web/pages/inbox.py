"""What the reader was told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiyang.doors.web import letters
from yiyang.ground.messages import services as messages


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """`/inbox`: it asks again when something new is told; without JavaScript a reload does the same."""
    page = letters.inbox_page(request.actor, request.now, request.GET.get("before", ""))  # type: ignore[attr-defined]
    template = "web/inbox.html#notices" if getattr(request, "htmx", None) else "web/inbox.html"
    return render(request, template, {"page": page})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """`/inbox/read`: the reader has read everything."""
    messages.mark_read(by=request.actor, now=request.now)  # type: ignore[attr-defined]
    return redirect("inbox")
