"""The page where a demo user pays."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.adapters.payment_simulator import company, tasks
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.price import Price

BACK = "simulator-back"


@dataclass(frozen=True)
class PayPage:
    title: str
    price: Price
    deeds: tuple[Deed, ...]


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Show the amount; the press of a button is the payment. Afterwards the payer is sent back where they came from."""
    slip = company.read_slip(token)
    if request.method == "POST":
        company.settle(slip, succeeds=request.POST.get("answer") == "pay", now=request.now)  # type: ignore[attr-defined]
        tasks.deliver.defer()
        return HttpResponseRedirect(request.session.pop(BACK, "/"))
    back = request.GET.get("back", "")
    if back.startswith("/") and not back.startswith("//"):
        request.session[BACK] = back
    page = PayPage(
        title=_("Demo payment"),
        price=Price(
            lines=(),
            total=slip.amount,
            total_label=_("To pay"),
            why=_("No real money moves here. This page stands in for a payment company."),
        ),
        deeds=(
            _deed(request.path, "pay", Button(label=_("Pay now"), kind="primary", icon="wallet")),
            _deed(request.path, "refuse", Button(label=_("Let the payment fail"), kind="quiet")),
        ),
    )
    return render(request, "payment_simulator/pay.html", {"page": page})


def _deed(action: str, answer: str, button: Button) -> Deed:
    return Deed(action=action, button=button, hidden=(("answer", answer),))
