"""A doctor orders care at home; the person sees what was ordered and how the home was assessed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yiyang.face.deeds import shown
from yiyang.face.served import served
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.forms import OrderForm, ReasonForm
from yiyang.fulfilment.home_visit.pages.asking import Request, person_needed, read_or_send
from yiyang.fulfilment.home_visit.screens.ordering import assessments_page, order_page, requests_page


@read_or_send
def order(request: Request, person_id: UUID) -> HttpResponse:
    """What a doctor can order for a person; sent, it is ordered and signed."""
    form = OrderForm(request.POST or None)
    if request.method == "POST":
        done = form.attempt(lambda: give(request, person_id, form))
        if done is not None:
            messages.success(request, _("Ordered. The person and the family can now choose who comes and when."))
            encounter = form.cleaned_data["encounter_id"]
            back = served("encounter", encounter) if encounter else ""
            return redirect(back or "home_visit:order", *(() if back else (person_id,)))
    page = order_page(request.actor, person_id, request.now, form, request.GET.get("encounter", ""))
    return shown(request, "home_visit/order.html", page, form)


def give(request: Request, person_id: UUID, form: OrderForm) -> object:
    """The one domain call of the doctor's page."""
    said = form.cleaned_data
    return visits.order_care(
        by=request.actor,
        now=request.now,
        person_id=person_id,
        item_code=said["item_code"],
        instruction=said["instruction"],
        reason=said["reason"],
        visits=said["visits"],
        days=said["days"],
        request_key=said["request_key"],
        encounter_id=said["encounter_id"],
    )


@require_safe
def requests(request: Request, person_id: UUID | None = None) -> HttpResponse:
    """What doctors ordered for a person at home, and who can do it."""
    about = person_id or person_needed(request)
    page = requests_page(request.actor, about, request.now, ReasonForm())
    return shown(request, "home_visit/requests.html", page)


@require_POST
def revoke(request: Request, request_id: UUID) -> HttpResponse:
    """The doctor takes an order back."""
    reason = request.POST.get("reason", "")
    visits.revoke(by=request.actor, now=request.now, request_id=request_id, reason=reason)
    return redirect("home_visit:order", UUID(request.POST["person"]))


@require_safe
def assessments(request: Request, person_id: UUID) -> HttpResponse:
    """How a person's home was assessed."""
    page = assessments_page(request.actor, person_id, request.now)
    return shown(request, "home_visit/assessments.html", page)
