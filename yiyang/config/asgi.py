"""The shell every request comes through on one port: streams are native, pages run on a bounded number of threads.

A thread is given a request only when its body is whole, so that a slow sender holds none; a page is handed back in
pieces that wait in memory, so that a slow reader holds none either.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from yiyang.config.wsgi import application as pages  # first: it sets Django up

# isort: split
from yiyang.config.readiness import watch
from yiyang.doors.web import stream

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_SECONDS_MAX = 60
_PIECES_WAITING_MAX = 256  # of 8 KiB each: as much as the largest static file, far more than a page

_watcher = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")
_wsgi = WSGIMiddleware(pages, workers=settings.WEB_THREADS, send_queue_size=_PIECES_WAITING_MAX)


async def shell(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    match scope["path"]:
        case "/healthz":
            await plain(send, 200, "alive")
        case "/readyz":
            await _ready(send)
        case "/events":
            await stream.events(scope, receive, send)
        case _:
            await _page(scope, receive, send)


async def _ready(send: Send) -> None:
    found = await asyncio.get_running_loop().run_in_executor(_watcher, watch.now)
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200 if found.ready else 503, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(found.as_json()).encode()})


async def _page(scope: Message, receive: Receive, send: Send) -> None:
    try:
        body = await asyncio.wait_for(_body(receive), BODY_SECONDS_MAX)
    except TimeoutError:
        return await plain(send, 408, "The request took too long to arrive.")
    if body is None:
        return await plain(send, 413, "The request is too large.")
    given = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replay() -> Message:
        return next(given, {"type": "http.disconnect"})

    await _wsgi(scope, replay, send)
    return None


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None when it is larger than we take."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > settings.REQUEST_BYTES_MAX:
            return None
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


async def plain(send: Send, status: int, text: str) -> None:
    """A short answer that needs no page."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode() + b"\n"})


application = shell
if proxies := os.environ.get("YIYANG_PROXIES"):  # whose word about the caller's address and https we take
    application = wrap_asgi_with_proxy_headers(shell, trusted_hosts=proxies)
