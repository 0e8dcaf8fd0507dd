"""The trust log for machines, where its name says it lies: checkpoint, tiles and entries of C2SP tlog-tiles.

Everything here is public by design; witnesses and monitors fetch it without asking anybody.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from yiyang.ground.trust import keys, selectors

_FOREVER = "public, max-age=31536000, immutable"
_SECONDS = "public, max-age=2"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    note = selectors.newest_checkpoint(using="default")
    if note is None:
        raise Http404
    return _plain(note, _SECONDS)


@require_safe
def vkey(request: HttpRequest) -> HttpResponse:
    return _plain("".join(f"{one.vkey}\n" for one in keys.verifiers()), _SECONDS)


@require_safe
def tile(request: HttpRequest, rest: str) -> HttpResponse:
    data = selectors.tile_at(f"tile/{rest}")
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": _FOREVER})


def _plain(text: str, cached: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": cached})


urlpatterns = [
    path("checkpoint", checkpoint, name="log_checkpoint"),
    path("vkey", vkey, name="log_vkey"),
    path("tile/<path:rest>", tile, name="log_tile"),
]
