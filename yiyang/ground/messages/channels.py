"""The protocol of a channel, the two that need no gateway, and the register that config fills.

A channel gets words and a reach; what it may not do is write either of them into a log.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext

log = logging.getLogger("yiyang.messages")


@dataclass(frozen=True)
class PushAddress:
    """One browser of a reader."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Reach:
    """How a reader can be reached, and how they read."""

    person_id: UUID
    language: str
    zone: str
    email: str = ""
    phone: str = ""
    push: tuple[PushAddress, ...] = ()


@dataclass(frozen=True)
class Message:
    """A notice in the reader's words. `link` is a full address, or empty."""

    notice_id: UUID
    kind: str
    title: str
    body: str
    link: str = ""
    urgent: bool = False


class Handed(str):
    """A gateway's reference, and which of the reader's browsers it found gone on the way."""

    gone: tuple[str, ...]

    def __new__(cls, reference: str, *, gone: tuple[str, ...] = ()) -> Handed:
        handed = super().__new__(cls, reference)
        handed.gone = gone
        return handed


class NotDelivered(Exception):
    """The channel could not deliver; `reason` is a code without personal data, `final`: trying again is useless."""

    def __init__(self, reason: str, *, final: bool = False, gone: tuple[str, ...] = ()) -> None:
        self.reason, self.final, self.gone = reason, final, gone
        super().__init__(reason)


class Channel(Protocol):
    """One way to reach people. `code` is what preferences and receipts call it."""

    code: str

    def reaches(self, reach: Reach) -> bool:
        """Whether this reader has an address in this channel."""
        ...

    def send(self, reach: Reach, message: Message) -> str:
        """Hand the message over; answers the gateway's reference (may be empty, may be Handed). Raises NotDelivered."""
        ...


@dataclass(frozen=True)
class Console:
    """Says on the server's console that somebody was told something, and neither who nor what."""

    code: str = "console"

    def reaches(self, reach: Reach) -> bool:
        return True

    def send(self, reach: Reach, message: Message) -> str:
        log.info("notice %s of kind %s delivered", message.notice_id, message.kind)
        return ""


@dataclass(frozen=True)
class File:
    """Writes each message into a folder only its owner may read: the outbox of an installation without gateways."""

    code: str = "file"
    folder: Path = field(default_factory=lambda: settings.OUTBOX)

    def reaches(self, reach: Reach) -> bool:
        return True

    def send(self, reach: Reach, message: Message) -> str:
        lines = [message.title, "", message.body, message.link]
        return write_down(self.folder / "messages", f"{message.notice_id}.txt", "\n".join(lines))


def whisper(language: str, message: Message) -> dict[str, str]:
    """What may stand on a locked screen, in the reader's language: that there is news, how urgent, and where."""
    with translation.override(language):
        body = gettext("Somebody needs you now.") if message.urgent else gettext("There is news for you.")
        return {"title": gettext("Yiyang"), "body": body, "url": message.link or f"{settings.SITE_URL}/inbox"}


def write_down(folder: Path, name: str, text: str) -> str:
    """Write a private file (0600 in 0700) whole or not at all; answers its name."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = folder / f".{name}.half"
    with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    half.replace(folder / name)
    return name


@lru_cache
def registered() -> dict[str, Channel]:
    """The channels of this installation by code, as settings list them."""
    found: list[Channel] = [import_string(path)() for path in settings.CHANNELS]
    return {channel.code: channel for channel in found}
