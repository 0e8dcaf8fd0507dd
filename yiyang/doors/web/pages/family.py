"""Let relatives in, scope by scope, and out again at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import family as letting
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.people import services as people


@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest) -> HttpResponse:
    """`/family`: who may act for me; POST lets one more in, or changes what somebody may do."""
    person_id, now, tried, typed = _me(request), request.now, None, None  # type: ignore[attr-defined]
    if request.method == "POST":
        sent = request.POST
        typed = letting.Letting(
            sent.get("phone", ""),
            sent.get("name", "")[:120],
            sent.get("relationship", ""),
            tuple(sent.getlist("scopes")),
        )
        with attempt(request) as tried:
            people.let_in_by_phone(by=request.actor, now=now, person_id=person_id, **typed.__dict__)  # type: ignore[attr-defined]
        if tried.refusal is None:
            messages.success(request, _("Done. They can see it at once."))
            return redirect("family")
    page = letting.family_page(request.actor, person_id, now, tried, typed)  # type: ignore[attr-defined]
    return render(
        request, "web/family.html", {"page": page}, status=tried.refusal.status if tried and tried.refusal else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, relative_id: UUID) -> HttpResponse:
    """`/family/<relative>/leave`: take everything back from somebody."""
    person_id, actor, now = _me(request), request.actor, request.now  # type: ignore[attr-defined]
    if request.method == "POST":
        people.withdraw_family(by=actor, now=now, person_id=person_id, relative_id=relative_id)
        messages.success(request, _("Taken back. They see nothing more."))
        return redirect("family")
    page = letting.leave_page(actor, person_id, relative_id, now)
    return render(request, "web/confirm.html", {"page": page})


def _me(request: HttpRequest) -> UUID:
    me = looking(request).me
    if me is None:
        raise SignInNeeded
    return me.id
