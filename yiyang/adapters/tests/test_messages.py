"""The gateways of messages, each against what would stand on its other side."""

from __future__ import annotations

import base64
import json
import smtplib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import http_ece
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core import mail

from yiyang.adapters import web_push
from yiyang.adapters.electronic_mail import ElectronicMail
from yiyang.adapters.short_message import SIGNS_MAX, FileGateway, ShortMessage, shortened
from yiyang.config.demo import cast
from yiyang.ground.messages import vapid
from yiyang.ground.messages.channels import Handed, Message, NotDelivered, PushAddress, Reach

LIMIN = cast.key("limin")
MESSAGE = Message(
    cast.key("notice"), "test.seen", "就诊完成", "赵医生已看过您的母亲。", "https://yiyang.example/orders/1/"
)
ALARM = Message(cast.key("notice"), "test.seen", "跌倒", "", urgent=True)
NOWHERE = Reach(LIMIN, "zh-hans", "Asia/Shanghai")


def test_a_mail_carries_words_and_link_and_fails_in_two_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    reach = Reach(LIMIN, "zh-hans", "Asia/Shanghai", email="limin@example.org")
    channel = ElectronicMail()
    assert channel.reaches(reach)
    assert not channel.reaches(NOWHERE)
    channel.send(reach, MESSAGE)
    channel.send(reach, ALARM)
    first, second = mail.outbox
    assert (first.to, first.subject) == (["limin@example.org"], "就诊完成")
    assert first.body.endswith("/orders/1/")
    assert second.extra_headers["Importance"] == "high"
    for failure, final in ((smtplib.SMTPRecipientsRefused({}), True), (smtplib.SMTPServerDisconnected(), False)):

        def fail(*_: object, failure: Exception = failure) -> None:
            raise failure

        monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
        with pytest.raises(NotDelivered) as caught:
            channel.send(reach, MESSAGE)
        assert caught.value.final is final


def test_a_short_message_is_short_and_private(tmp_path: Path) -> None:
    channel = ShortMessage(gateway=FileGateway(tmp_path))
    reach = Reach(LIMIN, "zh-hans", "Asia/Shanghai", phone="+8613800138000")
    assert channel.reaches(reach)
    assert not channel.reaches(NOWHERE)
    name = channel.send(reach, MESSAGE)
    assert (tmp_path / name).read_text() == (
        "+8613800138000\n就诊完成 赵医生已看过您的母亲。 https://yiyang.example/orders/1/\n"
    )
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    long = shortened(Message(cast.key("notice"), "k", "题", "字" * 500, MESSAGE.link))
    assert len(long) == SIGNS_MAX
    assert long.endswith(f"… {MESSAGE.link}")
    assert len(shortened(Message(cast.key("notice"), "k", "题", "字", "https://x.example/" + "y" * 90))) == 3


class Browser:
    """A browser's half of Web Push: keys, and the eyes to read what arrives."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = bytes(range(16))
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        text = base64.urlsafe_b64encode
        self.address = PushAddress(endpoint, text(point).decode().rstrip("="), text(self.secret).decode().rstrip("="))

    def read(self, body: bytes) -> dict[str, str]:
        opened: dict[str, str] = json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))
        return opened


def test_a_push_reaches_the_browser_encrypted_and_forgets_those_that_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    here, gone, broken = (Browser(f"https://push.example/{name}") for name in ("here", "gone", "broken"))
    arrived: list[dict[str, Any]] = []

    def post(endpoint: str, **request: Any) -> SimpleNamespace:
        if endpoint.endswith("broken"):
            raise requests.ConnectionError
        arrived.append(request)
        status = 410 if endpoint.endswith("gone") else 201
        return SimpleNamespace(status_code=status, text="", reason="", headers={}, content=b"")

    monkeypatch.setattr(requests, "post", post)
    channel = web_push.WebPush()
    assert not channel.reaches(NOWHERE)

    def reach(*browsers: Browser) -> Reach:
        return Reach(LIMIN, "zh-hans", "Asia/Shanghai", push=tuple(browser.address for browser in browsers))

    assert channel.reaches(reach(here))
    handed = channel.send(reach(gone, broken, here), MESSAGE)
    assert isinstance(handed, Handed)
    assert handed.gone == (gone.address.endpoint,)  # forgotten although another browser took the news
    told = here.read(arrived[-1]["data"])
    assert told == {"title": "医养", "body": "有您的新消息。", "url": MESSAGE.link}  # that there is news, never what
    assert vapid.public_key() in json.dumps(dict(arrived[-1]["headers"]))
    with pytest.raises(NotDelivered) as nobody:
        channel.send(reach(gone), ALARM)
    assert (nobody.value.final, nobody.value.gone) == (True, (gone.address.endpoint,))
    assert arrived[-1]["headers"]["Urgency"] == "high"
    with pytest.raises(NotDelivered) as later:
        channel.send(reach(gone, broken), MESSAGE)
    assert later.value.final is False
