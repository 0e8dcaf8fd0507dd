"""Notices by SMS. A gateway is one function; the default writes what it would have sent into the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from yiyang.foundation.identifiers import new_id
from yiyang.ground.messages.channels import Message, Reach, write_down

SIGNS_MAX = 140  # two parts of 70 signs of Chinese


class Gateway(Protocol):
    """A company that carries short messages."""

    def send(self, phone: str, text: str) -> str:
        """Hand over `text` for `phone` (E.164); answers the gateway's reference. Raises NotDelivered."""
        ...


@dataclass(frozen=True)
class FileGateway:
    """For an installation without a contract: one private file a message."""

    folder: Path = field(default_factory=lambda: settings.OUTBOX / "sms")

    def send(self, phone: str, text: str) -> str:
        return write_down(self.folder, f"{new_id()}.txt", f"{phone}\n{text}\n")


def chosen_gateway() -> Gateway:
    """The gateway that settings name."""
    gateway: Gateway = import_string(settings.SMS_GATEWAY)()
    return gateway


@dataclass(frozen=True)
class ShortMessage:
    """Title, body and link as one text of at most 140 signs; the link is kept whole, or left out."""

    code: str = "sms"
    gateway: Gateway = field(default_factory=chosen_gateway)

    def reaches(self, reach: Reach) -> bool:
        return bool(reach.phone)

    def send(self, reach: Reach, message: Message) -> str:
        return self.gateway.send(reach.phone, shortened(message))


def shortened(message: Message) -> str:
    """The text of one short message."""
    text = " ".join(part for part in (message.title, message.body) if part)
    link = f" {message.link}" if message.link and len(message.link) < SIGNS_MAX // 2 else ""
    room = SIGNS_MAX - len(link)
    return (text if len(text) <= room else f"{text[: room - 1]}…") + link
