"""Identifiers: UUIDv7 keys for rows and short codes with a check digit for the telephone."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs: no 0, 1, I, L, O
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): time-ordered, and strictly increasing within one process."""
    global _last
    with _lock:
        stamp = time.time_ns() // 1_000_000 << 12 | (time.time_ns() // 244) & 0xFFF
        if stamp <= _last:
            stamp = _last + 1
        _last = stamp
    milliseconds, sub = stamp >> 12, stamp & 0xFFF
    random = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | sub << 64 | 2 << 62 | random)


def short_code(number: int) -> str:
    """A code a person can say, such as `YY-7K3M-2QX`: six signs of payload and one check sign.

    `number` must lie in 0 … 31**6 - 1 (about 887 million).
    """
    if not 0 <= number < 31**6:
        raise ValueError("number must lie in 0 … 31**6 - 1")
    signs = ""
    for _ in range(6):
        number, digit = divmod(number, 31)
        signs = _ALPHABET[digit] + signs
    signs += _check(signs)
    return f"YY-{signs[:4]}-{signs[4:]}"


def random_short_code() -> str:
    """A fresh short code; the table that keeps it holds a unique constraint."""
    return short_code(int.from_bytes(os.urandom(8)) % 31**6)


def read_short_code(text: str) -> str | None:
    """The normal form of a code as somebody typed it, or None when it cannot be one."""
    signs = text.upper().replace("-", "").replace(" ", "").removeprefix("YY")
    if len(signs) != 7 or any(sign not in _ALPHABET for sign in signs) or _check(signs[:6]) != signs[6]:
        return None
    return f"YY-{signs[:4]}-{signs[4:]}"


def _check(signs: str) -> str:
    """A weighted sum modulo the prime 31: finds one wrong sign and swapped neighbours among the six."""
    return _ALPHABET[sum((place + 1) * _ALPHABET.index(sign) for place, sign in enumerate(signs)) % 31]
