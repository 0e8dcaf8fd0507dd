"""Seal numbers at rest and find them again without opening them (docs/adr/0040).

A sealed text is `<key id>:<base64url of nonce, ciphertext and tag>`, AES-256-GCM, bound to its table, column and row:
moved to another place it no longer opens. The blind index is HMAC-SHA-256 under a key of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12
# The places where something sealed lies: table and what it is.
IDENTITY_NUMBER = "people_identity.number"
CONTACT_VALUE = "people_contact.value"
ACCOUNT_PHONE = "people_account.phone"
SECOND_FACTOR = "mfa_authenticator.data"
# (table, column, place) of every sealed column with an id of its own; a room above adds its own when it is ready.
SEALED: list[tuple[str, str, str]] = [
    ("people_identity", "number_sealed", IDENTITY_NUMBER),
    ("people_contact", "value_sealed", CONTACT_VALUE),
    ("people_account", "phone_sealed", ACCOUNT_PHONE),
]
ANY_ROW = UUID(int=0)  # for what a library seals before its row exists


class Unreadable(RuntimeError):
    """A sealed value does not open: altered, moved to another row, or its key is missing. Ours to mend: a fault."""


def seal(text: str, *, place: str, row_id: UUID) -> str:
    """Seal `text` for one row of `place` (`table.column`) with the newest key."""
    key_id = next(iter(settings.FIELD_KEYS))
    nonce = os.urandom(_NONCE_BYTES)
    closed = nonce + _cipher(settings.FIELD_KEYS[key_id]).encrypt(nonce, text.encode(), _binding(place, row_id))
    return f"{key_id}:{urlsafe_b64encode(closed).decode()}"


def unseal(sealed: str, *, place: str, row_id: UUID) -> str:
    """The text that `seal` closed for the same place and row. Raises Unreadable."""
    key_id, _, body = sealed.partition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise Unreadable(f"no field key {key_id!r}")
    closed = urlsafe_b64decode(body)
    try:
        opened = _cipher(key).decrypt(closed[:_NONCE_BYTES], closed[_NONCE_BYTES:], _binding(place, row_id))
    except InvalidTag:
        raise Unreadable(place) from None
    return opened.decode()


def is_current(sealed: str) -> bool:
    """Whether a sealed text was closed with the newest key."""
    return key_of(sealed) == next(iter(settings.FIELD_KEYS))


def key_of(sealed: str) -> str:
    """The id of the key that closed a text."""
    return sealed.partition(":")[0]


def blind_index(*parts: str) -> str:
    """64 hex digits that are equal exactly when all parts are, and tell nothing without the key.

    The first part names what is indexed, so that a telephone number and a passport never meet.
    """
    message = "\x1f".join(parts).encode()
    return hmac.new(settings.INDEX_KEY, message, hashlib.sha256).hexdigest()


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _binding(place: str, row_id: UUID) -> bytes:
    return f"{place}/{row_id}".encode()
