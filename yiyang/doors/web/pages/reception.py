"""The reception's pages. What is typed about a person travels in the body of a request, never in an address."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiyang.doors.web import reception as desk
from yiyang.doors.web.attempts import attempt
from yiyang.foundation.errors import Invalid
from yiyang.foundation.identifiers import read_short_code
from yiyang.ground.cases import services as cases
from yiyang.ground.people import services as people
from yiyang.lifecycle.orders import selectors as orders


@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: HttpRequest) -> HttpResponse:
    """`/reception`: look for a person or an order's code; the words are sent by POST and not kept."""
    typed, now, actor = request.POST.get("q", "").strip()[:80], request.now, request.actor  # type: ignore[attr-defined]
    if read_short_code(typed):
        return redirect(orders.find_by_code(actor, typed, now).href)
    return render(request, "web/reception.html", {"page": desk.reception_page(actor, typed, now)})


@require_POST
def newcomer(request: HttpRequest) -> HttpResponse:
    """`/reception/new`: open a file for somebody who has none."""
    new = desk.Newcomer(**{name: request.POST.get(name, "").strip() for name in desk.Newcomer.__dataclass_fields__})
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    with attempt(request) as tried:
        contacts = (people.ContactGiven("phone", new.phone),) if new.phone else ()
        person = people.register_person(
            by=actor,
            now=now,
            name=new.name,
            name_latin=new.name_latin,
            sex=new.sex,
            birth_on=_day(new.birth_on),
            contacts=contacts,
        )
        return redirect("caller", person.id)
    page = desk.reception_page(actor, "", now, new, tried.said)
    return render(request, "web/reception.html", {"page": page}, status=422)


@require_safe
def caller(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/reception/<person>`: what stands ahead of them, and what can be booked."""
    page = desk.caller_page(request.actor, person_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/caller.html", {"page": page})


@require_POST
def help_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/reception/<person>/help`: somebody on the telephone needs help; one press calls for them."""
    cases.call_for_help(by=request.actor, now=request.now, person_id=person_id)  # type: ignore[attr-defined]
    messages.success(request, _("Their house has been asked. Stay on the line."))
    return redirect("caller", person_id)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(field="birth_on", reason=typed) from None
