"""The unified social credit code of a Chinese organisation (GB 32100-2015): 18 signs, the last checks the rest."""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 signs: no I, O, S, V, Z
_LENGTH = 18


def normalised(text: str) -> str | None:
    """The code as it is written, or None when it cannot be one."""
    code = text.strip().replace(" ", "").upper()
    if len(code) != _LENGTH or any(sign not in _SIGNS for sign in code):
        return None
    return code if code[-1] == check_sign(code[:-1]) else None


def check_sign(seventeen: str) -> str:
    """The eighteenth sign: weights are the powers of 3 modulo 31."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(seventeen))
    return _SIGNS[-total % 31]
