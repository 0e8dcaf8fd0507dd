"""Notices that wake a browser: Web Push (RFC 8030) with VAPID keys of this installation."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid01
from pywebpush import WebPushException, webpush
from requests import RequestException

from yiyang.ground.messages.channels import Message, NotDelivered, PushAddress, Reach

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group P-256
_GONE = (404, 410)
_DAY_SECONDS = 86_400


def private_key() -> ec.EllipticCurvePrivateKey:
    """The installation's VAPID key, derived from its secret seed."""
    return ec.derive_private_key(int(settings.VAPID_SEED, 16) % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key() -> str:
    """What a page gives the browser as applicationServerKey (base64url, unpadded)."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


@dataclass(frozen=True)
class WebPush:
    """Every browser of the reader; delivered when one of them took it. The words travel encrypted end to end."""

    code: str = "push"

    def reaches(self, reach: Reach) -> bool:
        return bool(reach.push)

    def send(self, reach: Reach, message: Message) -> str:
        data = json.dumps({"title": message.title, "body": message.body, "url": message.link})
        outcomes = {address.endpoint: _push(address, data, message) for address in reach.push}
        gone = tuple(endpoint for endpoint, status in outcomes.items() if status in _GONE)
        if any(200 <= status < 300 for status in outcomes.values()):
            return ""
        raise NotDelivered("no-browser", final=len(gone) == len(outcomes), gone=gone)


def _push(address: PushAddress, data: str, message: Message) -> int:
    """The push service's HTTP status, or 0 when it could not be asked."""
    try:
        answer = webpush(
            {"endpoint": address.endpoint, "keys": {"p256dh": address.p256dh, "auth": address.auth}},
            data,
            vapid_private_key=_vapid(),
            vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"},
            headers={"Urgency": "high" if message.urgent else "normal"},
            ttl=_DAY_SECONDS,
            timeout=10,
        )
    except WebPushException as failure:
        return failure.response.status_code if failure.response is not None else 0
    except RequestException:
        return 0
    return int(answer.status_code)


def _vapid() -> Vapid01:
    return Vapid01(private_key())
