"""The manager's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web.house import first as today
from yiyang.doors.web.house.running import running


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """`/house`: the state of the house today."""
    return render(request, "web/sheet.html", {"page": today.page(running(request))})
