"""Telephone numbers in one form (E.164), so that the same number is the same index."""

from __future__ import annotations

import re

from yiyang.ground.people.errors import WrongPhone

_HOME = "+86"
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def normalised(text: str) -> str:
    """`138 0013 8000`, `+8613800138000` and `0086-138…` become `+8613800138000`. Raises WrongPhone.

    A number without country code is Chinese: a mobile of eleven digits, or a landline with its area code.
    """
    digits = re.sub(r"[\s\-–().（）]", "", text.strip())
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        digits = _HOME + digits
    elif re.fullmatch(r"0[1-9]\d{8,10}", digits):
        digits = _HOME + digits[1:]
    elif re.fullmatch(r"86(1[3-9]\d{9})", digits):
        digits = "+" + digits
    if not _E164.fullmatch(digits) or (
        digits.startswith("+861") and not re.fullmatch(r"\+861[3-9]\d{9}|\+8610\d{8}", digits)
    ):
        raise WrongPhone(field="phone")
    return digits


def masked(number: str) -> str:
    """A number with its middle hidden: `+86138****8000`."""
    return number[:-8] + "****" + number[-4:] if len(number) >= 12 else "*" * (len(number) - 2) + number[-2:]
