"""What a person can be found by, and what somebody typing is looking for."""

from __future__ import annotations

import re
from datetime import date

from yiyang.foundation.names import Range, name_tokens, pinyin, wanted_words
from yiyang.ground.people import identity_numbers, telephone
from yiyang.ground.people.ciphers import blind_index
from yiyang.ground.people.errors import WrongPhone

__all__ = ["Range", "birth_token", "identity_token", "name_tokens", "phone_tokens", "pinyin", "wanted"]


def birth_token(birth_on: date) -> str:
    return f"b{birth_on.isoformat()}"


def phone_tokens(number: str) -> set[str]:
    """The whole number and its last four digits, as blind indexes; `number` is in its normal form."""
    return {f"c{blind_index('phone', number)}", f"e{blind_index('phone-tail', number[-4:])}"}


def identity_token(number: str) -> str:
    """An identity number in its normal form, whoever issued it."""
    return f"i{blind_index('identity-any', number)}"


def wanted(text: str) -> list[list[Range]]:
    """What `text` looks for: for each word, ranges of tokens of which one must match; at most five words."""
    whole = text.strip()
    return [_numbers(whole)] if re.search(r"\d", whole) else wanted_words(whole)


def _numbers(text: str) -> list[Range]:
    digits = identity_numbers.normalised(text)
    found = [_exactly(identity_token(digits))]
    if re.fullmatch(r"\d{4}", digits):
        found.append(_exactly(f"e{blind_index('phone-tail', digits)}"))
    if match := re.fullmatch(r"(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})日?", text.strip()):
        found.append(_exactly(f"b{'-'.join(match.groups())}"))
    try:
        found.append(_exactly(f"c{blind_index('phone', telephone.normalised(text))}"))
    except WrongPhone:
        return found
    return found


def _exactly(token: str) -> Range:
    return token, token + "\x01"
