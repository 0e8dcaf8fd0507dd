"""One's own numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web import numbers as counting


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """`/numbers`: every number of these shoes, by day, week or month."""
    page = counting.numbers_page(request.actor, request.now, counting.Asked.read(request))  # type: ignore[attr-defined]
    return render(request, "web/sheet.html", {"page": page})


@require_safe
def number(request: HttpRequest, code: str) -> HttpResponse:
    """`/numbers/<code>`: definition, drawing, the rows behind it."""
    asked = counting.Asked.read(request)
    page = counting.number_page(request.actor, code, request.now, asked)  # type: ignore[attr-defined]
    return render(request, "web/sheet.html", {"page": page})


@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """`/numbers/<code>.csv`: the same, to take away."""
    asked = counting.Asked.read(request)
    text = counting.table_of(request.actor, code, request.now, asked)  # type: ignore[attr-defined]
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-{asked.unit}-{asked.until.isoformat()}.csv"'
    return answer
