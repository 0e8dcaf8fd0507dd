"""Answers the stylesheet before sessions and the database are asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from yiyang.face import styles


class Stylesheet:
    """`/face/<digest>.css`; an old digest leads to the new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (request.path.startswith("/face/") and request.path.endswith(".css")):
            return self.get_response(request)
        if request.path != styles.address():
            return HttpResponseRedirect(styles.address())
        return HttpResponse(
            styles.sheet()[0],
            content_type="text/css",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )
