"""Many people at one door: a small HTTP client with a bounded number of connections that times every answer."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from yiyang.config.tests.test_serve import apart


@dataclass(frozen=True)
class Attempt:
    """One form that somebody sends."""

    path: str
    cookies: dict[str, str]
    form: dict[str, str]

    def request(self, host: str) -> bytes:
        body = urlencode(self.form).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"POST {self.path} HTTP/1.1",
            f"Host: {host}",
            f"Cookie: {cookies}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Answers:
    """How each attempt was answered (status, or `unanswered`) and after how many seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0

    def percentile(self, share: float) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


def send_all(port: int, attempts: Sequence[Attempt], *, connections: int) -> Answers:
    """Send every attempt once, over at most `connections` connections at a time."""
    return apart(_send_all(port, attempts, connections))


async def _send_all(port: int, attempts: Sequence[Attempt], connections: int) -> Answers:
    waiting, answers = iter(attempts), Answers()
    begun = time.perf_counter()
    await asyncio.gather(*(_visitor(port, waiting, answers) for _ in range(min(connections, len(attempts)))))
    answers.wall = time.perf_counter() - begun
    return answers


async def _visitor(port: int, waiting: Iterator[Attempt], answers: Answers) -> None:
    """One connection: send, wait for the whole answer, send the next; open it again when the server closes it."""
    reader = writer = None
    for attempt in waiting:
        begun = time.perf_counter()
        try:
            if reader is None or writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(attempt.request(f"127.0.0.1:{port}"))
            status, stays = await _answer(reader)
            answers.statuses[status] += 1
        except (OSError, asyncio.IncompleteReadError):
            answers.statuses["unanswered"] += 1
            stays = False
        answers.seconds.append(time.perf_counter() - begun)
        if not stays and writer is not None:
            writer.close()
            reader = writer = None
    if writer is not None:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[str, bool]:
    """The status of one answer, read to its end, and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    first, *lines = head.rstrip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(headers.get("content-length", "0")))
    return first.split()[1], headers.get("connection") != "close"
