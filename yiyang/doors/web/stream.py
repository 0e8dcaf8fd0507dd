"""Live news for an open page, as server-sent events at `/events`.

One connection per process listens for the house; a stream waits on it and holds no connection of its own.
What an event says is only that there is something new (`inbox`), or that something may have been missed
(`resync`): the page then asks for it by an ordinary request, under the reader's own eyes. Who reads is found
in a short transaction of its own, when the stream opens and every few minutes after, so that a stream does
not outlive its session.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction
from django.http import HttpRequest
from psycopg import sql

from yiyang.ground.access.context import EMPTY, acting_as
from yiyang.ground.access.postgres.address import address_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

INBOX, FAREWELL = "inbox", "farewell"
STREAMS_MAX = 2000
STREAMS_PER_PERSON_MAX = 8
HEARTBEAT_SECONDS = 20
LOOK_AGAIN_SECONDS = 300
RECONNECT_SECONDS = 0.5

_log = logging.getLogger("yiyang.stream")
_readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="stream-reader")


class Stream:
    """One open page: which news wait for it. A set, so that a hundred notices become one event."""

    def __init__(self, person_id: UUID) -> None:
        self.person_id = person_id
        self.news: set[str] = set()
        self.woken = asyncio.Event()
        self.over = False

    def tell(self, news: str) -> None:
        self.news.add(news)
        self.woken.set()

    def end(self) -> None:
        self.over = True
        self.woken.set()


class House:
    """All streams of this process and the one connection that listens for them."""

    def __init__(self) -> None:
        self.streams: dict[UUID, set[Stream]] = {}
        self._listening: asyncio.Task[None] | None = None
        self._hears = False

    def count(self) -> int:
        return sum(len(streams) for streams in self.streams.values())

    def has_room(self, person_id: UUID) -> bool:
        return self.count() < STREAMS_MAX and len(self.streams.get(person_id, ())) < STREAMS_PER_PERSON_MAX

    def enter(self, stream: Stream) -> None:
        """Take a stream in; its first event is `resync`, for what came between the page and now."""
        self.streams.setdefault(stream.person_id, set()).add(stream)
        if self._hears:
            stream.tell("resync")
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())

    def leave(self, stream: Stream) -> None:
        streams = self.streams.get(stream.person_id, set())
        streams.discard(stream)
        if not streams:
            self.streams.pop(stream.person_id, None)

    async def _listen(self) -> None:
        """Listen for as long as this process lives; who came before we listened, or sat through a break,
        resyncs."""
        while True:
            with suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(
                    **address_of("default"), autocommit=True
                ) as connection:
                    for channel in (INBOX, FAREWELL):
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    self._hears = True
                    for stream in self._all():
                        stream.tell("resync")
                    async for notice in connection.notifies():
                        self._hear(notice.channel, notice.payload)
            self._hears = False
            _log.warning("the listening connection was lost")
            await asyncio.sleep(RECONNECT_SECONDS)

    def _hear(self, channel: str, payload: str) -> None:
        if channel == FAREWELL:
            if payload == os.environ.get("YIYANG_INSTANCE", ""):
                for stream in self._all():
                    stream.end()
            return
        with suppress(ValueError):
            for stream in self.streams.get(UUID(payload), ()):
                stream.tell(INBOX)

    def _all(self) -> list[Stream]:
        return [stream for streams in self.streams.values() for stream in streams]


house = House()


async def events(scope: Message, receive: Receive, send: Send) -> None:
    """Answer `/events`: 401 to a stranger, 503 where there is no room, else a stream until the page is
    closed."""
    cookie = _session_cookie(scope)
    person_id = await _reader(cookie)
    if person_id is None:
        return await _refuse(send, 401)
    if not house.has_room(person_id):
        return await _refuse(send, 503)
    stream = Stream(person_id)
    house.enter(stream)
    closed = asyncio.create_task(_closed(receive, stream))
    try:
        await _serve(stream, cookie, send)
    finally:
        closed.cancel()
        house.leave(stream)
    return None


async def _serve(stream: Stream, cookie: str, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _send(send, "retry: 2000\n\n")
    looked = asyncio.get_running_loop().time()
    while not stream.over:
        with suppress(TimeoutError):
            await asyncio.wait_for(stream.woken.wait(), HEARTBEAT_SECONDS)
        stream.woken.clear()
        if stream.over:
            break
        if asyncio.get_running_loop().time() - looked > LOOK_AGAIN_SECONDS:
            looked = asyncio.get_running_loop().time()
            if await _reader(cookie) != stream.person_id:
                break
        news, stream.news = sorted(stream.news), set()
        await _send(send, "".join(f"event: {one}\ndata: {{}}\n\n" for one in news) or ": still here\n\n")
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _closed(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    stream.end()


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"retry-after", b"30")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _session_cookie(scope: Message) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            with suppress(CookieError):
                jar = SimpleCookie(value.decode("latin-1"))
                if settings.SESSION_COOKIE_NAME in jar:
                    return jar[settings.SESSION_COOKIE_NAME].value
    return ""


async def _reader(cookie: str) -> UUID | None:
    """The signed-in person behind a session cookie, found in a short transaction on one of two threads."""
    if not cookie:
        return None
    return await asyncio.get_running_loop().run_in_executor(_readers, _find_reader, cookie)


def _find_reader(cookie: str) -> UUID | None:
    request = HttpRequest()
    request.session = SessionStore(session_key=cookie)
    try:
        with acting_as(EMPTY.actor), transaction.atomic():
            person_id: UUID | None = getattr(get_user(request), "person_id", None)
            return person_id
    finally:
        connections["default"].close()  # back to the pool: a stream holds none
