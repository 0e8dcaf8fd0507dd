"""The page for somebody who guessed too often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from yiyang.doors.web.refusing import refused_page
from yiyang.ground.people.errors import LockedOut


def locked_out(
    request: HttpRequest, answer: HttpResponseBase | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Called by axes instead of the sign-in page while the name is locked from that address."""
    refusal = LockedOut(minutes=15)
    page = refused_page(refusal, gettext(refusal.sentence))
    return render(request, "web/refused.html", {"page": page}, status=refusal.status)
