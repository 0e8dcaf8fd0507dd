"""Join two files of one person, and separate them again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import joining
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.sections import status_of
from yiyang.ground.people import services as people


@require_safe
def duplicates(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/reception/<person>/duplicates`: files that look like the same person, and what is joined already."""
    page = joining.duplicates_page(request.actor, person_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/sections.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """`/reception/<person>/join/<other>`: side by side; POST joins them, the first stays in front."""
    actor, now, tried = request.actor, request.now, None  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        with attempt(request) as tried:
            people.merge_files(by=actor, now=now, kept_id=person_id, merged_id=other_id, reason=reason)
        if tried.refusal is None:
            messages.success(request, _("Joined. Both are read as one from now on."))
            return redirect("duplicates", person_id)
    page = joining.join_page(actor, person_id, other_id, now, tried, reason)
    return render(request, "web/sections.html", {"page": page}, status=status_of(tried))


@require_http_methods(["GET", "HEAD", "POST"])
def separate(request: HttpRequest, person_id: UUID, merge_id: UUID) -> HttpResponse:
    """`/reception/<person>/separate/<merge>`: undo a merge, with a reason."""
    actor, now, tried = request.actor, request.now, None  # type: ignore[attr-defined]
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        with attempt(request) as tried:
            people.separate_files(by=actor, now=now, merge_id=merge_id, reason=reason)
        if tried.refusal is None:
            messages.success(request, _("Separated. Each file stands alone again."))
            return redirect("duplicates", person_id)
    page = joining.separate_page(actor, person_id, merge_id, now, tried, reason)
    return render(request, "web/sections.html", {"page": page}, status=status_of(tried))
