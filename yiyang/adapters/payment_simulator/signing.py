"""How the simulated company signs: HMAC-SHA256 over time, nonce and body, the time being part of what is signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings

from yiyang.lifecycle.settlement.errors import BadNotice
from yiyang.lifecycle.settlement.providers import NOTICE_MINUTES_MAX

TIME, NONCE, SIGNATURE = "x-simulator-time", "x-simulator-nonce", "x-simulator-signature"


def sign(body: bytes, *, nonce: str, at: datetime, secret: str | None = None) -> dict[str, str]:
    """The headers that go with `body`; `at` is to the second."""
    seconds = str(int(at.timestamp()))
    return {TIME: seconds, NONCE: nonce, SIGNATURE: _signature(seconds, nonce, body, secret)}


def check(headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Raises BadNotice unless the signature is genuine and its time within five minutes of `now`."""
    seconds, nonce, given = (headers.get(name, "") for name in (TIME, NONCE, SIGNATURE))
    if not hmac.compare_digest(_signature(seconds, nonce, body, None).encode(), given.encode()):
        raise BadNotice
    signed_at = datetime.fromtimestamp(int(seconds), UTC)  # genuine, hence a number
    if abs(now - signed_at) > timedelta(minutes=NOTICE_MINUTES_MAX):
        raise BadNotice


def _signature(seconds: str, nonce: str, body: bytes, secret: str | None) -> str:
    key = (secret or settings.PAYMENT_SIMULATOR_SECRET).encode()
    return hmac.new(key, b"\n".join((seconds.encode(), nonce.encode(), body)), hashlib.sha256).hexdigest()
