"""The health file and who looked at it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yiyang.doors.web import timeline
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import SignInNeeded


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """`/file`: the file of whom I look after at present, or my own."""
    subject = looking(request).subject
    if subject is None:
        raise SignInNeeded
    return redirect("file_of", subject.id)


@require_safe
def of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/file/<person>`: whoever may see it sees it; anyone else learns nothing."""
    asked = request.GET
    page = timeline.file_page(
        request.actor,  # type: ignore[attr-defined]
        person_id,
        request.now,  # type: ignore[attr-defined]
        before=asked.get("before", ""),
        kind=asked.get("kind", ""),
    )
    return render(request, "web/file.html", {"page": page})


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """`/file/looks`: who looked at my file, and why they could."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None:
        raise SignInNeeded
    page = timeline.looks_page(actor, actor.person_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/sections.html", {"page": page})


@require_safe
def looks_of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/file/<person>/looks`: the same for a relative who may read the records; nothing for anybody else."""
    page = timeline.looks_page(request.actor, person_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/sections.html", {"page": page})
