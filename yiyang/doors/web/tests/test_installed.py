"""The site on a home screen, and news on a device: what a browser gets, and what it may not ask of us."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from yiyang.config.demo import cast
from yiyang.doors.web.devices import device_of
from yiyang.doors.web.tests.test_pages import browser, words
from yiyang.face import shell
from yiyang.foundation.actors import Actor
from yiyang.ground.messages import selectors as messages
from yiyang.ground.messages import vapid
from yiyang.ground.people.sign_in.device import account_sign

Looking = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
PUSH = "https://fcm.googleapis.com/fcm/send/abc"
KEYS = {"p256dh": "B" * 87, "auth": "a" * 22}
PHONE = "Mozilla/5.0 (Linux; Android 11; Redmi Note 8) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.mark.parametrize(("language", "name"), [("en", "Yiyang"), ("zh-hans", "医养")])
def test_the_manifest_is_there_in_both_languages(language: str, name: str) -> None:
    told = json.loads(browser().get(f"/manifest/{language}.webmanifest").content)
    assert told["short_name"] == name
    assert {icon["sizes"] for icon in told["icons"]} == {"any", "192x192", "512x512"}
    assert browser().get("/manifest/fr.webmanifest").status_code == 404


def test_the_service_worker_lists_the_shell_and_nothing_of_a_reader() -> None:
    answer = browser("limin").get("/worker.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "no-cache")
    text = words(answer)
    assert shell.digest() in text
    assert account_sign(cast.key("limin")) not in text
    assert words(browser().get("/worker.js")) == text
    assert "import " not in words(browser().get("/worker.js?plain")).splitlines()[0]


def test_the_page_without_a_network_is_strict_and_of_one_version() -> None:
    here = f"/offline/{shell.digest()}/en/offline"
    answer = browser("limin").get(here)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert words(answer) == words(browser().get(here))
    assert browser().get("/offline/000000000000/en/offline").status_code == 404
    assert browser().get(f"/offline/{shell.digest()}/en/nothing").status_code == 404


def test_a_page_tells_the_device_whose_it_is_and_nobody_else() -> None:
    mine, hers = account_sign(cast.key("limin")), account_sign(cast.key("guifang"))
    assert mine != hers
    assert f'data-account="{mine}"' in words(browser("limin").get("/inbox"))
    assert 'data-account=""' in words(browser().get("/"))


def test_a_device_is_told_until_it_is_switched_off(looking_as: Looking) -> None:
    me = browser("limin")
    assert vapid.public_key() in words(me.get("/devices"))
    assert me.post("/devices", {"endpoint": PUSH, **KEYS}, headers={"user-agent": PHONE}).status_code == 302
    assert "Chrome, Android" in words(me.get("/devices"))
    with looking_as("limin") as limin:
        [mine] = messages.browsers(limin)
    stranger = browser("guifang")
    assert "Chrome, Android" not in words(stranger.get("/devices"))
    stranger.post("/devices/off", {"browser": str(mine.id)})
    assert "Chrome, Android" in words(me.get("/devices"))  # nobody switches another's off
    me.post("/devices/off", {"browser": str(mine.id)})
    assert "Chrome, Android" not in words(me.get("/devices"))
    assert browser().get("/devices").status_code == 302


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://10.0.0.1/admin",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://fcm.googleapis.com:8443/x",
        "https://push.example/x",
        "https://[::1",
        "",
    ],
)
def test_our_server_is_not_led_to_other_addresses(endpoint: str) -> None:
    answer = browser("limin").post("/devices", {"endpoint": endpoint, **KEYS})
    assert answer.status_code == 422
    assert "News cannot be sent to this browser." in words(answer)


def test_a_device_is_called_what_its_owner_would_call_it() -> None:
    assert device_of(PHONE) == "Chrome, Android"
    assert device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 16_4) Version/16.4 Mobile Safari/604.1") == "Safari, iPhone"
    assert device_of("curl/8") == ""
