"""What an identity number says and whether it can be true: Chinese identity numbers (GB 11643-1999) and passports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yiyang.ground.people.errors import (
    IdentityContradicts,
    WrongCheckDigit,
    WrongIdentityNumber,
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
# Provinces of GB/T 2260; 81, 82 and 83 stand on residence permits of Hong Kong, Macao and Taiwan.
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")  # ICAO 9303 allows nine; some states print more


@dataclass(frozen=True)
class ChineseIdentity:
    """A number that can be true, and what it says."""

    number: str
    region: str  # six digits, GB/T 2260
    birth_on: date
    sex: str  # male or female


def read_chinese(text: str, today: date) -> ChineseIdentity:
    """Read an 18-sign Chinese identity number as somebody typed it.

    Raises WrongIdentityNumber (shape, region, impossible birth date) or WrongCheckDigit.
    """
    number = normalised(text)
    if not _SHAPE.fullmatch(number) or number[:2] not in PROVINCES:
        raise WrongIdentityNumber(field="number")
    if check_digit(number[:17]) != number[17]:
        raise WrongCheckDigit(field="number")
    try:
        birth_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise WrongIdentityNumber(field="number") from None
    if not possible_birth(birth_on, today):
        raise WrongIdentityNumber(field="number")
    return ChineseIdentity(number, number[:6], birth_on, "male" if int(number[16]) % 2 else "female")


def check_digit(seventeen: str) -> str:
    """The eighteenth sign by ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def read_passport(text: str, issuer: str) -> str:
    """A passport number in its normal form; `issuer` is ISO 3166-1 alpha-2. Raises WrongIdentityNumber."""
    number = normalised(text)
    if not _PASSPORT.fullmatch(number) or not re.fullmatch(r"[A-Z]{2}", issuer):
        raise WrongIdentityNumber(field="number")
    return number


def agree(identity: ChineseIdentity, *, birth_on: date | None, sex: str) -> None:
    """Refuse a number that contradicts what the file already says. Raises IdentityContradicts.

    Only male and female are compared: a number knows no other.
    """
    if birth_on is not None and birth_on != identity.birth_on:
        raise IdentityContradicts(field="birth_on")
    if sex in ("male", "female") and sex != identity.sex:
        raise IdentityContradicts(field="sex")


def possible_birth(birth_on: date, today: date) -> bool:
    """Whether somebody alive or remembered can be born on that day: not in the future, not 130 years ago."""
    return birth_on <= today and today.year - birth_on.year <= 130


def normalised(text: str) -> str:
    """Without spaces and hyphens, in capitals, full-width signs made narrow."""
    narrow = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text)
    return re.sub(r"[\s\-–]", "", narrow).upper()


def masked(number: str) -> str:
    """A number with its middle hidden: `510*********1234`."""
    return number[:3] + "*" * max(len(number) - 7, 0) + number[-4:] if len(number) > 7 else "*" * len(number)
