"""What the reader was told."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yiyang.doors.web import letters
from yiyang.face import undo
from yiyang.foundation.errors import Invalid
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
    now: datetime = request.now  # type: ignore[attr-defined]
    messages.mark_read(by=request.actor, now=now)  # type: ignore[attr-defined]
    hidden = (("read_at", now.isoformat()),)
    undo.offer(request, now, text=_("All messages are marked as read."), action=reverse("inbox_unread"), hidden=hidden)
    return redirect("inbox")


@require_POST
def unread(request: HttpRequest) -> HttpResponse:
    """`/inbox/unread`: take that back."""
    try:
        read_at = datetime.fromisoformat(request.POST.get("read_at", ""))
    except ValueError:
        raise Invalid(field="read_at", reason="instant") from None
    messages.mark_unread(by=request.actor, read_at=read_at)  # type: ignore[attr-defined]
    undo.forget(request)
    return redirect("inbox")
