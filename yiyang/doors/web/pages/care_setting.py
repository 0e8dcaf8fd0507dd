"""Moving a person between home, community, residence and hospital."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import care_setting as caring
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.sections import status_of
from yiyang.ground.people import services as people


@require_http_methods(["GET", "HEAD", "POST"])
def care_setting(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/setting/<person>`: where they were and are cared for; POST moves them, or looks for a house by name."""
    actor, now, tried, sent = request.actor, request.now, None, request.POST  # type: ignore[attr-defined]
    typed = caring.Move.read(sent) if sent else None
    wanted = sent.get("wanted", "").strip()[:80]
    if typed is not None and sent.get("deed") != "look":
        with attempt(request) as tried:
            people.move_setting(
                by=actor, now=now, person_id=person_id, kind=typed.kind, responsible_id=typed.responsible_id,
                from_at=typed.from_at,
            )  # fmt: skip
        if tried.refusal is None:
            messages.success(request, _("Moved. The history shows it."))
            return redirect("care_setting", person_id)
    page = caring.setting_page(actor, person_id, now, tried, typed, wanted)
    return render(request, "web/sections.html", {"page": page}, status=status_of(tried))
