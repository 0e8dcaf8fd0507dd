"""Plan weeks, close days, take leaves back, withdraw sessions."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import forms as door
from yiyang.doors.web.house import schedules as house
from yiyang.doors.web.house.running import Running, running
from yiyang.lifecycle.capacity import selectors as asked
from yiyang.lifecycle.capacity import services as capacity

FIRST_DAYS = 28  # of sessions made when a week is saved


@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """`/house/schedules`: weeks, leaves, and the sessions ahead."""
    return render(request, "web/sheet.html", {"page": house.list_page(running(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/house/schedules/new`: a week, and its sessions four weeks ahead."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.new_page(run)})
    form = house.WeekForm(run, request.POST)
    if form.is_valid():
        with door.deed(request, form, {"week": "begins_2"}):
            given, until = form.cleaned_data, form.cleaned_data["until_on"]
            schedule_id = capacity.open_schedule(
                by=run.actor,
                now=run.now,
                service_id=UUID(given["service_id"]),
                week=form.week(),
                from_on=given["from_on"],
                until_on=until + timedelta(days=1) if until else None,
                room=given["room"],
            )
            far = max(run.today, given["from_on"]) + timedelta(days=FIRST_DAYS)
            done = capacity.plan(by=run.actor, now=run.now, schedule_id=schedule_id, until_on=far)
            messages.success(request, house.planned(done))
            return redirect("house_week", schedule_id)
    return render(request, "web/sheet.html", {"page": house.new_page(run, form)}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """`/house/schedules/<schedule>`: make more sessions, or end it from a day on."""
    run = running(request)
    asked.schedule_of(run.actor, schedule_id, run.now)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.week_page(run, schedule_id)})
    ending = request.POST.get("deed") == "end"
    form = house.UntilForm(request.POST, prefix="end" if ending else "more")
    if form.is_valid():
        with door.deed(request, form, {"from_on": "on", "until_on": "on"}):
            on = form.cleaned_data["on"]
            if ending:
                waiting = capacity.end_schedule(by=run.actor, now=run.now, schedule_id=schedule_id, from_on=on)
                messages.success(request, _("The week ends. ") + house.moved(len(waiting)))
                return redirect("house_schedules")
            until = on + timedelta(days=1)
            done = capacity.plan(by=run.actor, now=run.now, schedule_id=schedule_id, until_on=until)
            messages.success(request, house.planned(done))
            return redirect("house_week", schedule_id)
    page = house.week_page(run, schedule_id, end=form) if ending else house.week_page(run, schedule_id, more=form)
    return render(request, "web/sheet.html", {"page": page}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """`/house/leave`: GET looks what is sold in that time, POST closes it."""
    run = running(request)
    if request.method == "POST":
        return _close(request, run)
    form = house.LeaveForm(run, request.GET) if request.GET.get("look") else None
    status = 422 if form is not None and not form.is_valid() else 200
    return render(request, "web/sheet.html", {"page": house.leave_page(run, form)}, status=status)


def _close(request: HttpRequest, run: Running) -> HttpResponse:
    form = house.LeaveForm(run, request.POST)
    if form.is_valid():
        with door.deed(request, form, house.LEAVE_FIELDS):
            starts_at, ends_at = form.span(run)
            waiting = capacity.close(
                by=run.actor,
                now=run.now,
                organisation_id=run.house_id,
                starts_at=starts_at,
                ends_at=ends_at,
                practitioner_id=form.who(),
            )
            messages.success(request, _("Closed. ") + house.moved(len(waiting)))
            return redirect("house_schedules")
    return render(request, "web/sheet.html", {"page": house.leave_page(run, form)}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    """`/house/leave/<leave>/back`: ask once, then take it back."""
    run = running(request)
    if request.method == "POST":
        done = capacity.reopen(by=run.actor, now=run.now, closure_id=closure_id)
        messages.success(request, house.planned(done))
        return redirect("house_schedules")
    return render(request, "web/sheet.html", {"page": house.reopen_page(run, closure_id)})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """`/house/sessions/<session>/withdraw`: ask once, then it does not take place."""
    run = running(request)
    if request.method == "POST":
        waiting = capacity.withdraw(by=run.actor, now=run.now, session_id=session_id)
        messages.success(request, _("Withdrawn. ") + house.moved(len(waiting)))
        return redirect("house_schedules")
    return render(request, "web/sheet.html", {"page": house.withdraw_page(run, session_id)})
