"""Sign-in and security: the ways to sign in, side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web.security import security_page
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import SignInNeeded


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """`/security`: password, second factor, passkeys."""
    if looking(request).me is None:
        raise SignInNeeded
    return render(request, "web/security.html", {"page": security_page()})
