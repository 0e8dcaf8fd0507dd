"""Answers the stylesheet and the kept files before sessions and the database are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound, HttpResponseRedirect

from yiyang.face import shell, styles

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class Stylesheet:
    """`/face/<digest>.css` and `/face/<digest>/<file>`; an old digest leads to the new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/face/"):
            return self.get_response(request)
        named, _, name = request.path.removeprefix("/face/").partition("/")
        if name:
            return _file(named, name)
        if not request.path.endswith(".css"):
            return self.get_response(request)
        if request.path != styles.address():
            return HttpResponseRedirect(styles.address())
        return HttpResponse(styles.sheet()[0], content_type="text/css", headers=FOR_EVER)


def _file(digest: str, name: str) -> HttpResponseBase:
    content = shell.file(name)
    if content is None:
        return HttpResponseNotFound()
    if digest != shell.digest():
        return HttpResponseRedirect(shell.address(name))
    kind = shell.TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    return HttpResponse(content, content_type=kind, headers=FOR_EVER)
