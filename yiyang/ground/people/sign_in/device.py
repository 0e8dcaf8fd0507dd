"""How a device knows whose it is, and the key under which it locks what it keeps for that account.

Neither ever changes, so that what a phone locked yesterday opens today, and only for the same person.
"""

from __future__ import annotations

import base64
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac


def account_sign(person_id: UUID) -> str:
    """By which a device knows that it is still in the same hands; it says nothing to anybody else."""
    return _derived("yiyang.device", person_id).hex()[:16]


def device_key(person_id: UUID) -> str:
    """32 bytes, base64. It is handed to the signed-in person only, who may see what it locks."""
    return base64.b64encode(_derived("yiyang.device.key", person_id)).decode()


def _derived(salt: str, person_id: UUID) -> bytes:
    return salted_hmac(salt, str(person_id), secret=settings.INDEX_KEY.hex(), algorithm="sha256").digest()
