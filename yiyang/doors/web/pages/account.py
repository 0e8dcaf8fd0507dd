"""Sign-in and security, one's own data, and leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import leaving
from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.doors.web.security import security_page
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import SignInNeeded


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """`/security`: password, second factor, passkeys."""
    _me(request)
    return render(request, "web/security.html", {"page": security_page()})


@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """`/security/data`: take a copy along; POST forgets whoever asks."""
    tried, me = Attempt(), _me(request)
    if request.method == "POST":
        with attempt(request) as tried:
            leaving.forget(request.actor, me, request.now, sure=request.POST.get("sure") == "on")  # type: ignore[attr-defined]
        if tried.refusal is None:
            logout(request)
            return redirect("home")
    page = leaving.data_page(tried)
    return render(request, "web/data.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """`/security/data.json`: the copy itself."""
    me = _me(request)
    copy = leaving.copy_as_file(request.actor, me, request.now)  # type: ignore[attr-defined]
    answer = HttpResponse(copy, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


def _me(request: HttpRequest) -> UUID:
    me = looking(request).me
    if me is None:
        raise SignInNeeded
    return me.id
