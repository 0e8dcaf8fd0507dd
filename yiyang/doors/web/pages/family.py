"""Let relatives in, scope by scope, and out again at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import family as letting
from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.doors.web.who import looking
from yiyang.face import undo
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.people import services as people
from yiyang.ground.people.selectors import FamilyMember


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
            related = people.let_in_by_phone(by=request.actor, now=now, person_id=person_id, **typed.__dict__)  # type: ignore[attr-defined]
            back = reverse("family_leave", args=[related.relative_id])
            undo.offer(request, now, text=_("Done. They can see it at once."), action=back)
            return redirect("family")
    page = letting.family_page(request.actor, person_id, now, tried, typed)  # type: ignore[attr-defined]
    return render(
        request, "web/family.html", {"page": page}, status=tried.refusal.status if tried and tried.refusal else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scopes(request: HttpRequest, relative_id: UUID) -> HttpResponse:
    """`/family/<relative>/scopes`: what one relative may do; sent, exactly that holds from now on."""
    person_id, actor, now, tried = _me(request), request.actor, request.now, Attempt()  # type: ignore[attr-defined]
    if request.method == "POST":
        before = letting.member_of(actor, person_id, relative_id, now)
        sent = request.POST
        with attempt(request) as tried:
            people.grant_family(
                by=actor,
                now=now,
                person_id=person_id,
                relative_id=relative_id,
                relationship=sent.get("relationship", ""),
                scopes=sent.getlist("scopes"),
                name=sent.get("name", "")[:120],
            )
            _way_back(request, relative_id, before, _("Done. It holds from now on."))
            return redirect("family")
    page = letting.scopes_page(actor, person_id, relative_id, now, tried)
    status = tried.refusal.status if tried.refusal else 200
    return render(request, "web/confirm.html", {"page": page}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, relative_id: UUID) -> HttpResponse:
    """`/family/<relative>/leave`: take everything back from somebody."""
    person_id, actor, now = _me(request), request.actor, request.now  # type: ignore[attr-defined]
    if request.method == "POST":
        before = letting.member_of(actor, person_id, relative_id, now)
        people.withdraw_family(by=actor, now=now, person_id=person_id, relative_id=relative_id)
        _way_back(request, relative_id, before, _("Taken back. They see nothing more."))
        return redirect("family")
    page = letting.leave_page(actor, person_id, relative_id, now)
    return render(request, "web/confirm.html", {"page": page})


def _way_back(request: HttpRequest, relative_id: UUID, before: FamilyMember | None, said: str) -> None:
    """The press that makes it as it was: what they had comes back, or what they were given goes."""
    if before is None:
        undo.offer(request, request.now, text=said, action=reverse("family_leave", args=[relative_id]))  # type: ignore[attr-defined]
        return
    again = reverse("family_scopes", args=[relative_id])
    undo.offer(request, request.now, text=said, action=again, hidden=letting.standing_form(before))  # type: ignore[attr-defined]


def _me(request: HttpRequest) -> UUID:
    me = looking(request).me
    if me is None:
        raise SignInNeeded
    return me.id
