"""The files a browser asks for by itself: manifest, service worker, and the pages for the time without a network."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from yiyang.doors.web import installed
from yiyang.face import shell


@require_safe
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """`/manifest/<language>.webmanifest`."""
    try:
        told = installed.manifest(language)
    except KeyError:
        raise Http404 from None
    options = {"ensure_ascii": False}
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params=options)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """`/worker.js`: from the root, so that it may stand in for every page; asked for anew every time."""
    text = installed.worker(plain="plain" in request.GET)
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
def offline(request: HttpRequest, digest: str, language: str, name: str) -> HttpResponse:
    """`/offline/<digest>/<language>/<name>`: a page that knows no reader; another version's is not here."""
    if digest != shell.digest():
        raise Http404
    try:
        return HttpResponse(shell.page(name, language))
    except KeyError:
        raise Http404 from None
