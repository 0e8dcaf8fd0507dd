"""The trust log's pages; they show digests only, so anyone may read them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from yiyang.doors.web import trust_log
from yiyang.doors.web.who import looking

PROOF_MAX = 20_000  # signs; a proof over a thousand million entries has about three thousand


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """`/trust`: the newest checkpoint and what was sealed."""
    before = request.GET.get("before", "")
    page = trust_log.trust_page(looking(request).actor, int(before) if before.isascii() and before.isdigit() else None)
    return render(request, "web/trust.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """`/trust/check`: is this receipt true?"""
    text = request.POST.get("proof", "")[:PROOF_MAX] if request.method == "POST" else None
    page = trust_log.check_page(looking(request).actor, text)
    return render(request, "web/check.html", {"page": page}, status=422 if page.field.refused else 200)


@require_safe
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """`/trust/<entry>`: where the QR code of a receipt leads; digests only, for anybody."""
    return render(request, "web/trust_entry.html", {"page": trust_log.entry_page(entry_id)})
