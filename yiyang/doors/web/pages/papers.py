"""The pages of pictures and papers. What is opened is told as it is kept, and never guessed at by the browser."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiyang.care.records import selectors as records_seen
from yiyang.care.records import services as records
from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.doors.web.pages.showing import back
from yiyang.doors.web.papers import papers_page
from yiyang.foundation.identifiers import new_id

# A paper from outside may hold scripts of its own: it is shown in no frame and may do nothing.
_HARMLESS = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/file/<person>/papers`: what there is; POST adds one."""
    actor, now, tried = request.actor, request.now, Attempt()  # type: ignore[attr-defined]
    if request.method == "POST":
        given = request.FILES.get("content")
        with attempt(request) as tried:
            records.attach(
                by=actor,
                now=now,
                person_id=person_id,
                content=given.read() if given else b"",
                title=request.POST.get("title", ""),
                request_key=request.POST.get("request_key", "")[:80] or new_id().hex,
            )
            return redirect("papers", person_id)
    page = papers_page(actor, person_id, now, before=_instant(request.GET.get("before", "")), tried=tried)
    return render(request, "web/papers.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)


@require_safe
def paper(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """`/papers/<id>`: one picture or paper, opened."""
    found = records_seen.attachment_content(request.actor, attachment_id, request.now)  # type: ignore[attr-defined]
    how = "attachment" if found.kind == "application/pdf" else "inline"
    headers = {"Content-Disposition": f'{how}; filename="{found.file_name}"'}
    return _kept_private(HttpResponse(found.body, content_type=found.kind, headers=headers))


@require_safe
def small(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """`/papers/<id>/small`: the small picture of a list."""
    body = records_seen.attachment_small(request.actor, attachment_id, request.now)  # type: ignore[attr-defined]
    return _kept_private(HttpResponse(body, content_type="image/jpeg"))


@require_POST
def remove(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """`/papers/<id>/remove`: out of sight."""
    records.remove_attachment(by=request.actor, now=request.now, attachment_id=attachment_id)  # type: ignore[attr-defined]
    return redirect(back(request))


def _kept_private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = _HARMLESS
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
