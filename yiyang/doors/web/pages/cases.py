"""Cases, and the one emergency control."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiyang.doors.web import case_board
from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import Invalid, SignInNeeded
from yiyang.ground.cases import services as deeds


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """`/cases/`: what waits for somebody."""
    page = case_board.cases_page(request.actor, request.now)  # type: ignore[attr-defined]
    return render(request, "web/cases.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/cases/<case>/`: take it on, close it, or say that it was a mistake."""
    tried = Attempt()
    if request.method == "POST":
        with attempt(request) as tried:
            _move(request, case_id)
            return redirect("case", case_id)
    page = case_board.case_page(request.actor, case_id, request.now, tried)  # type: ignore[attr-defined]
    return render(request, "web/case.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)


@csrf_exempt
@require_POST
def help_wanted(request: HttpRequest) -> HttpResponse:
    """`/help`: one press calls; the next page says who was asked, and takes it back if it was a mistake.

    A page that stood open for weeks must still call, so no form token is asked for. The session's cookie does not
    travel with a form of another site (SameSite), and a browser that says so itself is refused.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDenied
    me = looking(request).me
    if me is None:
        raise SignInNeeded
    case_id = deeds.call_for_help(by=request.actor, now=request.now, person_id=me.id)  # type: ignore[attr-defined]
    return redirect("case", case_id)


def _move(request: HttpRequest, case_id: UUID) -> None:
    asked = {"by": request.actor, "now": request.now}  # type: ignore[attr-defined]
    deed = request.POST.get("deed", "")
    if deed == "accept":
        deeds.accept(case_id, **asked)
    elif deed == "close":
        deeds.close(case_id, **asked, reason=request.POST.get("reason", ""), note=request.POST.get("note", "")[:2000])
    elif deed == "mistake":
        deeds.call_off(**asked, case_id=case_id)
    else:
        raise Invalid(field="deed", reason="accept, close, mistake")
