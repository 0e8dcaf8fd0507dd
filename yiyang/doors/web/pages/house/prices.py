"""Set, ask and withdraw price rules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.doors.web import forms as door
from yiyang.doors.web.house import prices as house
from yiyang.doors.web.house.running import running
from yiyang.lifecycle.offers import services as offers


@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """`/house/services/<service>/prices`: the rules; GET with `ask` answers who pays what, POST saves a rule."""
    run = running(request)
    if request.method != "POST":
        asked = house.PreviewForm(run, request.GET) if request.GET.get("ask") else None
        status = 422 if asked is not None and not asked.is_valid() else 200
        return render(
            request, "web/sheet.html", {"page": house.prices_page(run, service_id, asked=asked)}, status=status
        )
    form = house.RuleForm(run, request.POST)
    if form.is_valid():
        with door.deed(request, form, house.RULE_FIELDS):
            offers.set_price_rule(by=run.actor, now=run.now, service_id=service_id, **form.values(run))
            messages.success(request, _("The rule is saved and counts for new orders."))
            return redirect("house_prices", service_id)
    return render(request, "web/sheet.html", {"page": house.prices_page(run, service_id, form)}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, service_id: UUID, rule_id: UUID) -> HttpResponse:
    """`/house/services/<service>/prices/<rule>/withdraw`: ask once, then withdraw."""
    run = running(request)
    page = house.withdraw_page(run, service_id, rule_id)
    if request.method == "POST":
        offers.withdraw_price_rule(by=run.actor, now=run.now, rule_id=rule_id)
        messages.success(request, _("Withdrawn. Orders that stand keep their price."))
        return redirect("house_prices", service_id)
    return render(request, "web/sheet.html", {"page": page})
