"""Notices of payment providers: kept as they came, answered at once, understood by a job."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yiyang.foundation.errors import Refused
from yiyang.lifecycle.settlement import services as settlement

BYTES_MAX = 65_536
UNKEPT = ("authorization", "cookie")

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def notified(request: HttpRequest, provider: str) -> HttpResponse:
    """200 once the notice is safe, however often it comes; 401 for one that is not genuine or too old."""
    if int(request.headers.get("Content-Length") or 0) > BYTES_MAX:
        return JsonResponse({"code": "too-large"}, status=413)
    headers = {name.lower(): value for name, value in request.headers.items() if name.lower() not in UNKEPT}
    try:
        settlement.receive(provider=provider, headers=headers, body=request.body, now=request.now)  # type: ignore[attr-defined]
    except Refused as refusal:
        request.refused = refusal  # type: ignore[attr-defined]
        log.warning("notice refused: %s", refusal.code)
        with override("en"):
            return JsonResponse(
                {"code": refusal.code, "sentence": str(gettext(refusal.sentence))}, status=refusal.status
            )
    return JsonResponse({"code": "SUCCESS"})
