"""Answer what people said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import forms as door
from yiyang.doors.web.house import voices as house
from yiyang.doors.web.house.papers import uuid_of
from yiyang.doors.web.house.running import running
from yiyang.foundation.errors import Unknown
from yiyang.lifecycle.ratings import services as ratings


@require_http_methods(["GET", "HEAD", "POST"])
def voices(request: HttpRequest) -> HttpResponse:
    """`/house/voices`: what people said; POST answers one of them."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.page(run)})
    voice_id: UUID | None = uuid_of(request.POST.get("voice", ""))
    if voice_id is None:
        raise Unknown
    form = house.AnswerForm(request.POST, prefix=str(voice_id))
    if form.is_valid():
        with door.deed(request, form):
            ratings.reply(by=run.actor, now=run.now, rating_id=voice_id, text=form.cleaned_data["text"])
            messages.success(request, _("Answered. Everybody reads it below the rating."))
            return redirect("house_voices")
    page = house.page(run, (voice_id, form))
    return render(request, "web/sheet.html", {"page": page}, status=422)
