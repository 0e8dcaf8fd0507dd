"""The switch for news on a device."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yiyang.doors.web.attempts import Attempt, attempt
from yiyang.doors.web.devices import device_of, devices_page
from yiyang.ground.messages import services as messages


@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """`/devices`: which browsers are woken; POST adds this one."""
    tried = Attempt()
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
        device = device_of(request.headers.get("User-Agent", ""))
        with attempt(request) as tried:
            messages.subscribe_browser(by=request.actor, now=request.now, device=device, **given)  # type: ignore[attr-defined]
        if tried.refusal is None:
            return redirect("devices")
    page = devices_page(request.actor, tried.said)  # type: ignore[attr-defined]
    return render(request, "web/devices.html", {"page": page}, status=tried.refusal.status if tried.refusal else 200)


@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """`/devices/off`: wake this browser no longer, named by its id or (by the browser itself) by its address."""
    try:
        browser_id = UUID(request.POST["browser"]) if "browser" in request.POST else None
    except ValueError:
        raise Http404 from None
    endpoint = request.POST.get("endpoint", "")
    messages.unsubscribe_browser(by=request.actor, endpoint=endpoint, browser_id=browser_id)  # type: ignore[attr-defined]
    return redirect("devices")
