"""This installation's name towards push services (VAPID, RFC 8292): one key, made from a secret at first start."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group P-256


def private_key() -> ec.EllipticCurvePrivateKey:
    """The installation's key, derived from its secret seed."""
    return ec.derive_private_key(int(settings.VAPID_SEED, 16) % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key() -> str:
    """What a page gives the browser as applicationServerKey (base64url, unpadded)."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
