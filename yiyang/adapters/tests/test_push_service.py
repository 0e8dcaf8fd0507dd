"""From a notice to a sleeping browser and back: a push service on this machine, and nobody outside it."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from yiyang.adapters.web_push import WebPush
from yiyang.config.demo import cast
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import selectors
from yiyang.ground.messages import services as messages
from yiyang.ground.messages.tests.test_notify import LIMIN, tell

delivering = import_module("yiyang.ground.messages.services.deliver")


@dataclass
class PushService:
    """What a browser's maker runs. An address that ends with `gone` has been given up by its browser."""

    address: str = ""
    arrived: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[PushService]:
    kept = PushService()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.arrived.append((self.path, {name.lower(): text for name, text in self.headers.items()}, body))
            self.send_response(410 if self.path.endswith("gone") else 201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    kept.address = f"127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_notice_wakes_the_browser_without_a_word_of_it_and_a_gone_one_is_forgotten(
    committed: str, now: datetime, service: PushService, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUSH_HOSTS = [service.address]  # type: ignore[attr-defined]
    monkeypatch.setattr(delivering, "registered", lambda: {"push": WebPush()})
    key, secret = ec.generate_private_key(ec.SECP256R1()), bytes(range(16))
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {
        "p256dh": base64.urlsafe_b64encode(point).decode().rstrip("="),
        "auth": base64.urlsafe_b64encode(secret).decode().rstrip("="),
    }
    limin = cast.actor("limin")
    with acting_as(limin, now), transaction.atomic():
        for name in ("here", "gone"):
            endpoint = f"http://{service.address}/{name}"
            messages.subscribe_browser(by=limin, now=now, endpoint=endpoint, device=name, **keys)
    with acting_as(cast.actor("desk", "hospital"), now), transaction.atomic():
        notices = tell(now, LIMIN, organisation_id=cast.key("hospital"), urgency="alarm", about_id=cast.key("order"))
    messages.deliver(notices, now)
    assert sorted(path for path, _, _ in service.arrived) == ["/gone", "/here"]
    [(headers, body)] = [(headers, body) for path, headers, body in service.arrived if path == "/here"]
    assert headers["authorization"].lower().startswith(("vapid", "webpush"))
    assert headers["urgency"] == "high"
    told = json.loads(http_ece.decrypt(body, private_key=key, auth_secret=secret))
    assert set(told) == {"title", "body", "url"}
    assert told["body"] == "有人现在需要您。"
    with acting_as(limin, now), transaction.atomic():
        assert [each.device for each in selectors.browsers(limin)] == ["here"]
