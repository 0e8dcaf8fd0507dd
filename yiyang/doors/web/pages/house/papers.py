"""Show papers, hand them in, accept the norms."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import forms as door
from yiyang.doors.web.attempts import attempt
from yiyang.doors.web.house import papers as house
from yiyang.doors.web.house.running import Running, running
from yiyang.foundation.errors import Unknown
from yiyang.ground.places import services as places


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """`/house/papers`: what is asked and shown; POST shows a paper, hands in, accepts the norms."""
    run = running(request)
    if request.method != "POST":
        return render(request, "web/sheet.html", {"page": house.page(run)})
    if request.POST.get("deed") == "paper":
        return _show(request, run)
    with attempt(request) as tried:
        messages.success(request, _do(request, run))
        return redirect("house_papers")
    assert tried.refusal is not None
    page = house.page(run, said=house.refusal(tried.said))
    return render(request, "web/sheet.html", {"page": page}, status=tried.refusal.status)


def _show(request: HttpRequest, run: Running) -> HttpResponse:
    form = house.PaperForm(request.POST, request.FILES)
    if form.is_valid():
        with door.deed(request, form):
            given: dict[str, Any] = dict(form.cleaned_data)
            scan = given.pop("scan")
            digest = hashlib.sha256(b"".join(scan.chunks())).hexdigest() if scan else ""
            places.add_paper(by=run.actor, now=run.now, organisation_id=run.house_id, file_digest=digest, **given)
            messages.success(request, _("Shown. Hand the papers in, so that a reviewer checks it."))
            return redirect("house_papers")
    return render(request, "web/sheet.html", {"page": house.page(run, form)}, status=422)


def _do(request: HttpRequest, run: Running) -> str:
    asked: dict[str, Any] = {"by": run.actor, "now": run.now}
    deed = request.POST.get("deed")
    if deed == "norms":
        places.accept_norms(**asked, organisation_id=run.house_id, norms_id=_id(request, "norms"))
        return _("Accepted, with your name and the hour.")
    if deed == "submit":
        application = places.open_application(**asked, organisation_id=run.house_id)
        places.submit_application(**asked, application_id=application.id)
        return _("Handed in. You are told when it is decided.")
    if deed == "withdraw":
        places.withdraw_application(**asked, application_id=_id(request, "application"))
        return _("Taken back.")
    raise Unknown


def _id(request: HttpRequest, name: str) -> UUID:
    found = house.uuid_of(request.POST.get(name, ""))
    if found is None:
        raise Unknown
    return found
