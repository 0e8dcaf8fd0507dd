"""The office carries out what people ask for: a copy of their data, or to be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import data_requests as requesting
from yiyang.doors.web import leaving
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.sections import status_of
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import services as people


@require_http_methods(["GET", "HEAD", "POST"])
def data_requests(request: HttpRequest) -> HttpResponse:
    """`/requests`: what the office has to do; POST writes a request down."""
    actor, now, sent, tried = request.actor, request.now, request.POST, None  # type: ignore[attr-defined]
    typed = requesting.Asked(**{name: sent[name].strip()[:500] for name in requesting.FIELDS if name in sent})
    if request.method == "POST":
        with attempt(request) as tried:
            request_id = people.ask_for_person(by=actor, now=now, **vars(typed))
            return redirect("data_request", request_id)
    page = requesting.requests_page(actor, now, tried, typed)
    return render(request, "web/sections.html", {"page": page}, status=status_of(tried))


@require_http_methods(["GET", "HEAD", "POST"])
def data_request(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """`/requests/<request>`: one of them; POST hands the copy out, forgets the person, or refuses."""
    actor, now, tried = request.actor, request.now, None  # type: ignore[attr-defined]
    decision = request.POST.get("decision", "")
    if request.method == "POST":
        with attempt(request) as tried:
            return _decide(request, request_id, decision)
    page = requesting.request_page(actor, request_id, now, tried, decision)
    return render(request, "web/sections.html", {"page": page}, status=status_of(tried))


def _decide(request: HttpRequest, request_id: UUID, decision: str) -> HttpResponseBase:
    asked = {"by": request.actor, "now": request.now, "request_id": request_id}  # type: ignore[attr-defined]
    deed = request.POST.get("deed")
    if deed == "export":
        return _as_file(people.hand_out(**asked), request.now)  # type: ignore[attr-defined]
    if deed == "erase":
        requesting.forget_on_request(**asked, sure=request.POST.get("sure") == "on")
        messages.success(request, _("Forgotten. The log keeps its proofs, and no name."))
    elif deed == "refuse":
        people.decline(**asked, decision=decision)
        messages.success(request, _("Refused. The person has been told."))
    else:
        raise Unknown
    return redirect("data_request", request_id)


def _as_file(person_id: UUID, now: datetime) -> StreamingHttpResponse:
    """The copy, read when the page's own transaction is over and through the person's eyes: it is theirs."""

    def read() -> Iterator[bytes]:
        themselves = Actor.person(person_id)
        with acting_as(themselves, now), transaction.atomic():
            copy = leaving.copy_as_file(themselves, person_id, now)
        yield copy

    answer = StreamingHttpResponse(read(), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="data.json"'
    answer["Cache-Control"] = "no-store"
    return answer
