"""Pay, take the money, and keep the receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiyang.doors.web import bills, invoices, returning
from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.face import undo
from yiyang.lifecycle.settlement import services as settlement


@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """`/orders/<order>/bill`: what it costs; POST starts a payment, writes cash down, or issues an invoice."""
    tried = Attempt()
    if request.method == "POST":
        with attempt(request) as tried:
            return _pay(request, order_id)
    page = bills.bill_page(request.actor, order_id, request.now, tried)  # type: ignore[attr-defined]
    return render(request, "web/bill.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)


def _pay(request: HttpRequest, order_id: UUID) -> HttpResponse:
    asked = {"by": request.actor, "now": request.now, "order_id": order_id}  # type: ignore[attr-defined]
    key = request.POST.get("request_key", "")
    if request.POST.get("deed") == "invoice":
        return redirect("invoice", settlement.issue_invoice(**asked))
    if request.POST.get("deed") == "take":
        settlement.take(**asked, request_key=key)
        messages.success(request, _("Written down: the money was taken at the desk."))
        return redirect("bill", order_id)
    undo.forget(request)  # from here on cancelling costs what the published rule says
    started = settlement.pay(**asked, provider=request.POST.get("provider", ""), request_key=key)
    return HttpResponseRedirect(bills.address_after_payment(started.redirect_url, order_id))


@require_safe
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """`/receipts/<payment>`: what was paid, and the proof that it was written down."""
    page = bills.receipt_page(request.actor, payment_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/receipt.html", {"page": page})


@require_safe
def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """`/invoices/<invoice>`: to read and to print."""
    page = invoices.invoice_page(request.actor, invoice_id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/invoice.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """`/orders/<order>/refund`: how much goes back, and why; POST returns it."""
    tried, asked = Attempt(), {"by": request.actor, "now": request.now, "order_id": order_id}  # type: ignore[attr-defined]
    if request.method == "POST":
        with attempt(request) as tried:
            amount, reason = returning.yuan(request.POST.get("amount", "")), request.POST.get("reason", "")
            settlement.refund(**asked, amount=amount, reason=reason, request_key=request.POST.get("request_key", ""))
            messages.success(request, _("Written down. The money goes back, or waits for a second person."))
            return redirect("bill", order_id)
    page = returning.refund_page(request.actor, order_id, request.now, tried, request.POST.dict())  # type: ignore[attr-defined]
    return render(request, "web/refund.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)


@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """`/money`: what came in, what is owed, what waits for a second person."""
    page = returning.money_page(request.actor, request.now, request.GET.get("month", ""))  # type: ignore[attr-defined]
    return render(request, "web/money.html", {"page": page})


@require_POST
def refund_decision(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """`/money/refunds/<refund>`: a second person agrees, or does not."""
    decide = settlement.approve_refund if request.POST.get("deed") == "approve" else settlement.decline_refund
    decide(by=request.actor, now=request.now, refund_id=refund_id)  # type: ignore[attr-defined]
    return redirect("money")
