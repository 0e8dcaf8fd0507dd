"""The pages of a house's lists. A list handed out is asked for by POST, since it leaves a trace."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiyang.doors.web import lists as listing
from yiyang.doors.web.attempts import attempt
from yiyang.foundation.identifiers import new_id
from yiyang.lifecycle.exchange import services as exchange


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """`/lists`: what can be taken in and handed out."""
    page = listing.lists_page(request.actor, request.now)  # type: ignore[attr-defined]
    return render(request, "web/lists.html", {"page": page})


@require_POST
def take_in(request: HttpRequest, kind: str) -> HttpResponse:
    """`/lists/<kind>/in`: a list arrives and is checked."""
    given, actor, now = request.FILES.get("file"), request.actor, request.now  # type: ignore[attr-defined]
    key = request.POST.get("request_key", "")[:80] or new_id().hex
    with attempt(request) as tried:
        content = given.read() if given else b""
        return redirect("list_run", exchange.hand_in(by=actor, now=now, kind=kind, content=content, request_key=key))
    page = listing.lists_page(actor, now, tried.said)
    return render(request, "web/lists.html", {"page": page}, status=422)


@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """`/lists/runs/<run>`: how far, what is wrong, what now."""
    page = listing.run_page(request.actor, run_id, request.now)  # type: ignore[attr-defined]
    template = "web/list_run.html#run" if getattr(request, "htmx", None) else "web/list_run.html"
    return render(request, template, {"page": page})


@require_POST
def take(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """`/lists/runs/<run>/take`: the good lines, or all or nothing."""
    whole = request.POST.get("how") == "all"
    exchange.take_in(by=request.actor, now=request.now, run_id=run_id, all_or_nothing=whole)  # type: ignore[attr-defined]
    return redirect("list_run", run_id)


@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """`/lists/runs/<run>/cancel`: stop, or throw it away."""
    exchange.cancel(by=request.actor, now=request.now, run_id=run_id)  # type: ignore[attr-defined]
    return redirect("list_run", run_id)


@require_safe
def faults(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """`/lists/runs/<run>/faults`: everything that is wrong, as CSV."""
    content = listing.faults_file(request.actor, run_id, request.now)  # type: ignore[attr-defined]
    return HttpResponse(content, content_type=listing.CSV, headers=_saved("faults.csv"))


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """`/lists/<kind>/template`: an empty list to fill in."""
    shape = _shape(request.GET.get("shape", ""))
    content = listing.template_file(kind, shape)
    return HttpResponse(content, content_type=listing.SHAPES[shape], headers=_saved(f"{kind}.{shape}"))


@require_POST
def hand_out(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """`/lists/<kind>/out`: the list itself, in pieces."""
    shape = _shape(request.POST.get("shape", ""))
    pieces = listing.handed_out(request.actor, kind, shape, request.now)  # type: ignore[attr-defined]
    return StreamingHttpResponse(pieces, content_type=listing.SHAPES[shape], headers=_saved(f"{kind}.{shape}"))


def _shape(asked: str) -> str:
    return asked if asked in listing.SHAPES else "csv"


def _saved(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
