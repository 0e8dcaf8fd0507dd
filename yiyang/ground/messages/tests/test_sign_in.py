"""A code reaches who asked for it, in their language, and nobody who reads the database, the jobs or the log."""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connections, transaction

from conftest import NOW
from yiyang.foundation.events import publish
from yiyang.ground.messages.channels import Message, NotDelivered, Reach
from yiyang.ground.messages.models import SignInText
from yiyang.ground.messages.services.sign_in import send_sign_in_text
from yiyang.ground.people.events import SignInCodeRequested, SignInNoticeRequested

carrying = import_module("yiyang.ground.messages.services.sign_in")
PHONE, CODE = "+8613800998123", "314159"


class Gateway:
    """A short-message channel that remembers, and fails when told to."""

    code = "sms"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Message]] = []
        self.failing = False

    def reaches(self, reach: Reach) -> bool:
        return bool(reach.phone)

    def send(self, reach: Reach, message: Message) -> str:
        if self.failing:
            raise NotDelivered("gateway-down")
        self.sent.append((reach.phone, reach.email, message))
        return "1"


@pytest.fixture
def gateway(committed: str, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    channel = Gateway()
    monkeypatch.setattr(carrying, "registered", lambda: {"sms": channel})
    return channel


def waiting() -> list[SignInText]:
    with transaction.atomic(using="worker"):
        return list(SignInText.objects.using("worker").all())


def ask(language: str = "zh-hans") -> SignInText:
    with transaction.atomic():
        publish(SignInCodeRequested(None, "phone", PHONE, CODE, language, NOW))
    return waiting()[-1]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "验证码"), ("en", "Your sign-in code for Yiyang: 314159")])
def test_a_code_is_handed_over_once_in_the_readers_language(gateway: Gateway, language: str, words: str) -> None:
    text = ask(language)
    assert send_sign_in_text(text.id, NOW)
    assert not send_sign_in_text(text.id, NOW)
    [(phone, email, message)] = gateway.sent
    assert (phone, email) == (PHONE, "")
    assert words in message.title
    assert CODE in message.title
    assert waiting() == []


def test_neither_code_nor_number_lies_anywhere(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    text = ask()
    with connections["owner"].cursor() as cursor:
        for table in ("notices_signintext", "procrastinate_jobs"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows = "".join(row[0] for row in cursor.fetchall())
            assert str(text.id) in rows
            assert CODE not in rows
            assert PHONE[3:] not in rows
    with caplog.at_level(logging.DEBUG):
        send_sign_in_text(text.id, NOW)
    assert CODE not in caplog.text
    assert PHONE not in caplog.text


def test_a_failed_gateway_gets_another_try_and_five_minutes_later_none(gateway: Gateway) -> None:
    text = ask()
    gateway.failing = True
    with pytest.raises(NotDelivered):
        send_sign_in_text(text.id, NOW)
    gateway.failing = False
    assert not send_sign_in_text(text.id, NOW + timedelta(minutes=5))
    assert gateway.sent == []
    assert waiting() == []


def test_a_site_without_the_fitting_channel_uses_what_it_has(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    class Drawer(Gateway):
        code = "file"

        def reaches(self, reach: Reach) -> bool:
            return True

    drawer, registered = Drawer(), dict[str, Any]()
    monkeypatch.setattr(carrying, "registered", lambda: registered)
    with transaction.atomic():
        link = "https://example.org/confirm/x"
        publish(SignInNoticeRequested("confirm-address", "email", "limin@example.org", link, "en", NOW))
    [text] = waiting()
    with pytest.raises(NotDelivered, match="no-channel"):
        send_sign_in_text(text.id, NOW)
    registered["file"] = drawer
    assert send_sign_in_text(text.id, NOW)
    assert drawer.sent[0][1] == "limin@example.org"
    assert drawer.sent[0][2].link == link


def test_a_code_whose_request_was_undone_is_never_sent(gateway: Gateway) -> None:
    with transaction.atomic():
        publish(SignInCodeRequested(None, "phone", PHONE, CODE, "en", NOW))
        transaction.set_rollback(True)
    assert waiting() == []
