"""Notices that wake a browser: Web Push (RFC 8030) with VAPID keys of this installation."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from py_vapid import Vapid01
from pywebpush import WebPushException, webpush
from requests import RequestException

from yiyang.ground.messages import vapid
from yiyang.ground.messages.channels import Handed, Message, NotDelivered, PushAddress, Reach, whisper

_GONE = (404, 410)
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class WebPush:
    """Every browser of the reader; delivered when one of them took it.

    A telephone on a table shows it to everyone: it says that there is news and where, never what.
    """

    code: str = "push"

    def reaches(self, reach: Reach) -> bool:
        return bool(reach.push)

    def send(self, reach: Reach, message: Message) -> str:
        data = json.dumps(whisper(reach.language, message))
        outcomes = {address.endpoint: _push(address, data, message) for address in reach.push}
        gone = tuple(endpoint for endpoint, status in outcomes.items() if status in _GONE)
        if any(200 <= status < 300 for status in outcomes.values()):
            return Handed("", gone=gone)
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
    return Vapid01(vapid.private_key())
