"""What was ordered. The page of one order belongs to its mode."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiyang.doors.web import order_list
from yiyang.doors.web.who import looking
from yiyang.foundation.errors import SignInNeeded


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """`/orders`: for whom I look after at present, or myself."""
    who = looking(request)
    if who.subject is None:
        raise SignInNeeded
    page = order_list.orders_page(who.actor, who.subject.id, request.now)  # type: ignore[attr-defined]
    return render(request, "web/orders.html", {"page": page})
