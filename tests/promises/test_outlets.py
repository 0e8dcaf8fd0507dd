"""What leaves the house beside its pages – live streams, message files, logs – carries no foreign byte either.

A stream says only that there is news, and only to whom it is for; a file that a channel writes holds what its reader
may know; a log line names faults and never a person.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.urls import reverse

from conftest import NOW
from tests.promises import worlds
from tests.promises.test_matrix import Asker, Caller, callers, probes, some
from tests.promises.worlds import CANARY, Worlds
from yiyang.config.demo import cast
from yiyang.config.logs import Line, configuration
from yiyang.config.tests.test_serve import apart
from yiyang.doors.web import stream
from yiyang.foundation.actors import Actor
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import services as messages
from yiyang.ground.messages.channels import Console, File, Message, Reach
from yiyang.ground.messages.models import Notice

delivering = import_module("yiyang.ground.messages.services.deliver")
STREAMED = re.compile(r"(?:retry: 2000\n\n|: still here\n\n|(?:event: (?:inbox|resync)\ndata: \{\}\n\n)+)*")
"""All that a stream may ever say."""
PROBES = 160
TOLD = 3  # notices that wait for every reader of the file test
CANARY_PHONE = "13955550142"


def named_people() -> tuple[str, ...]:
    """What no log line may hold: every name of both worlds, the numbers of the far one."""
    names = [name for _, _, *both, _, _, _ in cast.PEOPLE for name in both]
    return (*names, CANARY, "FAR1234567", CANARY_PHONE)


class Listener(logging.Handler):
    """Keeps every line in the site's own form."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(Line())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def named(self) -> list[str]:
        """Lines that name somebody, spelled out or escaped."""
        words = [word.lower() for word in named_people()]
        return [line for line in self.lines if any(word in line.lower() for word in words)]


@contextmanager
def listening() -> Iterator[Listener]:
    """Hear what a site at its most talkative usual level would write down."""
    said = configuration("INFO")
    levels = {"": said["root"]["level"], **{name: each["level"] for name, each in said["loggers"].items()}}
    heard, before = Listener(), {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).addHandler(heard)
        logging.getLogger(name).setLevel(level)
    try:
        yield heard
    finally:
        for name in levels:
            logging.getLogger(name).removeHandler(heard)
            logging.getLogger(name).setLevel(before[name])


def test_no_log_line_names_anybody(two_worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(two_worlds)
    asked = some(probes(callers(), list(two_worlds.far)), PROBES)
    signing_in = {"login": CANARY_PHONE, "password": CANARY, "username": CANARY, "email": f"{CANARY}@far.example"}
    with listening() as heard:
        for probe in asked:
            asker.ask(probe, two_worlds.far.get(probe.kind, UUID(int=0)))
        for path in ("/account/login/", "/account/signup/", "/account/password/reset/"):
            asker.get(Caller("nobody", "", ""), "POST", path, signing_in)
        asker.get(Caller("nobody", "", ""), "GET", f"/nowhere/{CANARY_PHONE}", {"q": CANARY})
        with monkeypatch.context() as patch:  # a fault in the middle of a page that was drawing somebody
            patch.setattr("yiyang.doors.web.timeline.sex_word", _falls_over)
            fallen = asker.get(_far_daughter(), "GET", reverse("file_of", args=[two_worlds.far["person"]]), {})
        assert fallen.status == 500
        assert any('"fault": "LookupError"' in line for line in heard.lines), "the fault itself is in the log"
        assert heard.named() == []
        logging.getLogger("yiyang.doors").warning("opened the file of %s", CANARY)
        logging.getLogger("yiyang.doors").warning("called %s", CANARY_PHONE)
        assert len(heard.named()) == 2, "the control: a line that names somebody is heard"
    print(f"logs: {len(asked)} probes, {len(heard.lines) - 2} lines, nobody named")


def _falls_over(_sex: str) -> str:
    raise LookupError(f"{CANARY} {CANARY_PHONE}")


def _far_daughter() -> Caller:
    return Caller("far daughter", "", worlds.session_of(worlds.far("daughter")))


@dataclass
class Ear:
    """Somebody's open page: what they were answered, and everything the stream said."""

    caller: Caller
    status: int = 0
    said: str = ""


def test_a_stream_says_nothing_of_anybody_else(two_worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    ears = [Ear(each) for each in callers() if not each.house] + [Ear(_far_daughter())]
    _open_and_tell(two_worlds, ears, monkeypatch)
    assert [ear.caller.name for ear in ears if ear.status != 200] == ["nobody"]
    assert {ear.status for ear in ears if not ear.caller.session} == {401}
    assert _overheard(ears) == []
    assert "event: inbox" in ears[-1].said, "whom it concerns hears that there is news"
    print(f"streams: {len(ears)} readers, one told, none of the others heard of it")


@pytest.mark.parametrize("broken", ["everybody is woken", "the payload is said"])
def test_the_controls_of_the_streams(two_worlds: Worlds, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def hear(house: stream.House, _channel: str, payload: str) -> None:
        for each in house._all():
            each.tell(stream.INBOX if broken == "everybody is woken" else payload)

    monkeypatch.setattr(stream.House, "_hear", hear)
    ears = [Ear(each) for each in callers() if each.name in ("limin", "stranger")] + [Ear(_far_daughter())]
    _open_and_tell(two_worlds, ears, monkeypatch)
    assert {sentence.partition(" ")[0] for sentence in _overheard(ears)} >= {"limin", "stranger"}


def _overheard(ears: list[Ear]) -> list[str]:
    """What a stream said that it should not have: any other words, or news to somebody for whom there are none."""
    wrong = [f"{ear.caller.name} was told {ear.said!r}" for ear in ears if not STREAMED.fullmatch(ear.said)]
    return wrong + [f"{ear.caller.name} heard of news" for ear in ears[:-1] if "event: inbox" in ear.said]


def _open_and_tell(both: Worlds, ears: list[Ear], monkeypatch: pytest.MonkeyPatch) -> None:
    """Open a stream for every ear, each asking for the far daughter's news as well; then tell her something."""
    monkeypatch.setattr(stream, "house", stream.House())
    apart(_listen(both, ears))


async def _listen(both: Worlds, ears: list[Ear]) -> None:
    over = asyncio.Event()
    streams = [asyncio.create_task(_hear(ear, over)) for ear in ears]
    await _until(lambda: all(ear.status == 401 or "event: resync" in ear.said for ear in ears))
    await asyncio.to_thread(_tell_the_far_daughter, both)
    await _until(lambda: "inbox" in ears[-1].said or len(ears[-1].said) > 60)
    await asyncio.to_thread(_tell_the_far_daughter, both)  # by its time, the first has reached everybody it reaches
    before = ears[-1].said
    with suppress(TimeoutError):
        await _until(lambda: ears[-1].said != before, seconds=5)
    over.set()
    await asyncio.gather(*streams)


async def _until(condition: Any, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 – what is waited for happens in the house, which has no bell for us
            await asyncio.sleep(0.01)


async def _hear(ear: Ear, over: asyncio.Event) -> None:
    wanted = f"person={worlds.far('daughter')}&next={worlds.far('daughter')}".encode()
    cookie = f"{settings.SESSION_COOKIE_NAME}={ear.caller.session}".encode()
    scope = {"type": "http", "path": "/events", "query_string": wanted, "headers": [(b"cookie", cookie)]}

    async def receive() -> MutableMapping[str, Any]:
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        ear.status = message.get("status", ear.status)
        ear.said += message.get("body", b"").decode()
        if message.get("headers"):
            assert CANARY not in str(message["headers"])

    await stream.events(scope, receive, send)


def _tell_the_far_daughter(both: Worlds) -> None:
    elder = Actor.person(worlds.far("elder"))
    try:
        with acting_as(elder, NOW), transaction.atomic():
            messages.write(
                by=elder, now=NOW, to_id=worlds.far("daughter"), person_id=elder.person_id, text=f"{CANARY} calls"
            )
    finally:
        connections.close_all()  # of this thread


def test_a_message_file_holds_what_its_reader_may_know(
    two_worlds: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = {"file": File(folder=tmp_path / "right"), "console": Console()}
    monkeypatch.setattr(delivering, "registered", lambda: channels)
    readers = _write_letters()
    with listening() as heard:
        assert delivering.deliver(list(readers), NOW + timedelta(hours=1)) >= 2 * len(readers)
    files = sorted((tmp_path / "right" / "messages").iterdir())
    assert {file.stem for file in files} == {str(notice) for notice in readers}
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "right" / "messages", *files)} == {0o700, 0o600}
    assert _foreign_in(files, readers) == []
    assert any(CANARY in file.read_text() for file in files), "the far readers do read their own"
    assert heard.lines
    assert heard.named() == []
    assert [line for line in heard.lines if str(worlds.far("daughter")) in line] == []

    channels["file"] = Careless(folder=tmp_path / "wrong")
    again = _write_letters()
    delivering.deliver(list(again), NOW + timedelta(hours=1))
    assert _foreign_in(sorted((tmp_path / "wrong" / "messages").iterdir()), again), "the control: a mixed-up file"
    print(f"message files: {len(files)} files of {len(set(readers.values()))} readers, no foreign byte")


class Careless(File):
    """The control: a channel that puts the last reader's words into the next one's file."""

    last = ""

    def send(self, reach: Reach, message: Message) -> str:
        mixed = Message(message.notice_id, message.kind, message.title, Careless.last + message.body)
        Careless.last = message.body
        return super().send(reach, mixed)


def _write_letters() -> dict[UUID, UUID]:
    """Letters within each world, none between them; who reads each."""
    pairs = [("guifang", "limin", "mother"), ("limin", "guifang", "daughter")]
    readers: dict[UUID, UUID] = {}
    for turn in range(TOLD):
        for writer, reader, word in pairs:
            by = cast.actor(writer)
            with acting_as(by, NOW), transaction.atomic():
                notice = messages.write(
                    by=by, now=NOW, to_id=cast.key(reader), person_id=cast.key("guifang"), text=f"王桂芳 {word} {turn}"
                )
            readers[notice] = cast.key(reader)
        far = Actor.person(worlds.far("elder"))
        with acting_as(far, NOW), transaction.atomic():
            notice = messages.write(
                by=far, now=NOW, to_id=worlds.far("daughter"), person_id=far.person_id, text=f"{CANARY} {turn}"
            )
        readers[notice] = worlds.far("daughter")
    return readers


def _foreign_in(files: list[Path], readers: dict[UUID, UUID]) -> list[str]:
    """Files in which the words of the other world stand."""
    ours = {cast.key(code) for code, *_ in cast.PEOPLE}
    return [
        file.name for file in files if (CANARY if readers[UUID(file.stem)] in ours else "王桂芳") in file.read_text()
    ]


def test_every_waiting_notice_reaches_a_file_of_its_own_reader_only(two_worlds: Worlds, tmp_path: Path) -> None:
    """The notices that the stories themselves left behind, seen through every reader's own eyes."""
    with transaction.atomic(using="worker"):
        readers = dict(Notice.objects.using("worker").values_list("id", "recipient_id"))
    ours = {cast.key(code) for code, *_ in cast.PEOPLE}
    seen = {True: 0, False: 0}
    for notice_id, reader in readers.items():
        with acting_as(Actor.person(reader), NOW), transaction.atomic():
            message = delivering._message(Notice.objects.get(id=notice_id), delivering._reach(reader))
        File(folder=tmp_path).send(Reach(reader, "en", "Asia/Shanghai"), message)
        text = (tmp_path / "messages" / f"{notice_id}.txt").read_text()
        assert (CANARY if reader in ours else "王桂芳") not in text, message.kind
        seen[reader in ours] += 1
    assert all(seen.values()), json.dumps({str(key): value for key, value in seen.items()})
