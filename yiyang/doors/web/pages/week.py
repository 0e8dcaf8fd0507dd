"""What is meant for paper: a person's week, and the sheet of a visit."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web import week as planning
from yiyang.doors.web.who import looking


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """`/week`: the next seven days."""
    page = planning.week_page(looking(request), request.now)  # type: ignore[attr-defined]
    return render(request, "web/week.html", {"page": page})


@require_safe
def sheet(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """`/visit/<encounter>/sheet`: to be printed and taken along."""
    page = planning.sheet_page(request.actor, encounter_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/visit_sheet.html", {"page": page})
