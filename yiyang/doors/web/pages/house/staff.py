"""Take people on, let them go, keep their licences."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import forms as door
from yiyang.doors.web.house import staff as house
from yiyang.doors.web.house.running import running
from yiyang.foundation.errors import Unknown
from yiyang.ground.people import selectors as asked
from yiyang.ground.people import services as people


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """`/house/staff`: everyone with a role, and licences that end."""
    return render(request, "web/sheet.html", {"page": house.list_page(running(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def engage(request: HttpRequest) -> HttpResponse:
    """`/house/staff/new`: take somebody on by telephone number, for a period."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.engage_page(run)})
    form = house.EngageForm(request.POST)
    if form.is_valid():
        with door.deed(request, form, house.ENGAGE_FIELDS):
            given = form.cleaned_data
            called = people.Called(given["name"], given["name_en"], given["title"], given["title_en"])
            person_id = people.engage(
                by=run.actor,
                now=run.now,
                phone=given["phone"],
                called=called,
                role=given["role"],
                specialty=given["specialty"],
                **form.period(run),
            )
            messages.success(request, _("They work for the house now. Add the licences you have seen."))
            return redirect("house_member", person_id)
    return render(request, "web/sheet.html", {"page": house.engage_page(run, form)}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/house/staff/<person>`: roles, employers, licences; POST adds a licence or a name."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.member_page(run, person_id)})
    found = asked.member_of(run.actor, run.house_id, person_id, run.now, run.today)
    naming = request.POST.get("deed") == "name"
    form = house.NameForm(request.POST) if naming else house.LicenceForm(request.POST)
    if form.is_valid():
        with door.deed(request, form):
            if naming:
                people.call_colleague(by=run.actor, now=run.now, person_id=person_id, **form.cleaned_data)
            elif found.practitioner_id is None:
                raise Unknown
            else:
                worker = found.practitioner_id
                people.add_licence(by=run.actor, now=run.now, practitioner_id=worker, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("house_member", person_id)
    page = house.member_page(
        run,
        person_id,
        licence=form if isinstance(form, house.LicenceForm) else None,
        name=form if isinstance(form, house.NameForm) else None,
    )
    return render(request, "web/sheet.html", {"page": page}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, person_id: UUID, assignment_id: UUID) -> HttpResponse:
    """`/house/staff/<person>/roles/<role>/end`: ask once, then it ends."""
    run = running(request)
    page = house.end_page(run, person_id, assignment_id)
    if request.method == "POST":
        people.disengage(by=run.actor, now=run.now, assignment_id=assignment_id)
        messages.success(request, _("Ended. They can no longer act for the house."))
        return redirect("house_staff")
    return render(request, "web/sheet.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, person_id: UUID, licence_id: UUID) -> HttpResponse:
    """`/house/staff/<person>/licences/<licence>/revoke`: ask once, then it counts no more."""
    run = running(request)
    page = house.revoke_page(run, person_id, licence_id)
    if request.method == "POST":
        people.revoke_licence(by=run.actor, now=run.now, licence_id=licence_id)
        messages.success(request, _("The licence counts no more."))
        return redirect("house_member", person_id)
    return render(request, "web/sheet.html", {"page": page})
