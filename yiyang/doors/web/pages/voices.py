"""Say how it was."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import voices
from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.lifecycle.ratings import selectors as given
from yiyang.lifecycle.ratings import services as ratings


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """`/orders/<order>/rate`: two questions and a few words; sent again, it changes what was said."""
    actor, now, sent, tried = request.actor, request.now, request.POST, Attempt()  # type: ignore[attr-defined]
    if request.method == "POST":
        said = {"quality": voices.number(sent.get("quality", "")), "effect": voices.number(sent.get("effect", ""))}
        with attempt(request) as tried:
            give = ratings.change if given.rating_of(actor, order_id, now) else ratings.rate
            give(by=actor, now=now, order_id=order_id, text=sent.get("text", ""), **said)
        if tried.refusal is None:
            messages.success(request, _("Thank you. It counts from now on."))
            return redirect("rate", order_id)
    page = voices.rate_page(actor, order_id, now, tried, sent)
    return render(request, "web/rate.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)
