"""What a person can be found by, and what somebody typing is looking for."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pypinyin import lazy_pinyin

from yiyang.ground.people import identity_numbers, telephone
from yiyang.ground.people.ciphers import blind_index
from yiyang.ground.people.errors import WrongPhone

TOKEN_MAX = 120
WORDS_MAX = 5
# Surnames that are read differently as names than as words.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "解": "xie", "任": "ren", "盖": "ge",
    "朴": "piao", "尉": "yu", "洗": "xian", "秘": "bi", "种": "chong", "缪": "miao", "繁": "po", "翟": "zhai",
    "员": "yun", "乐": "yue", "华": "hua", "晟": "cheng", "覃": "qin", "召": "shao", "重": "chong", "黑": "he",
}  # fmt: skip

Range = tuple[str, str]  # from (included) to (excluded), in collation C


def name_tokens(name: str, name_latin: str) -> set[str]:
    """Tokens of both names: every ending of the Chinese one and of its pinyin, initials, every Latin word."""
    found = {f"l{word}" for word in _words(name_latin)}
    plain = re.sub(r"\s", "", name)
    if _is_chinese(plain):
        syllables = pinyin(plain)
        for start in range(min(len(plain), 6)):
            found.add(f"n{plain[start:]}")
        for start in range(min(len(syllables), 6)):
            found.add(f"p{''.join(syllables[start:])}")
        found.add(f"a{''.join(one[0] for one in syllables if one)}")
    else:
        found |= {f"l{word}" for word in _words(name)}
    return {token[:TOKEN_MAX] for token in found if len(token) > 1}


def pinyin(name: str) -> list[str]:
    """The syllables of a Chinese name without tones; surnames are read as surnames."""
    syllables: list[str] = lazy_pinyin(name, errors=lambda rest: rest.lower())
    if name[:1] in _SURNAMES:
        syllables[0] = _SURNAMES[name[0]]
    return syllables


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
    if re.search(r"\d", whole):
        return [_numbers(whole)]
    return [ranges for word in whole.split()[:WORDS_MAX] if (ranges := _word(word))]


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


def _word(word: str) -> list[Range]:
    if _is_chinese(word):
        return [_beginning(f"n{word}")]
    plain = "".join(_words(word))
    return [_beginning(f"{letter}{plain}") for letter in "pal"] if plain else []


def _exactly(token: str) -> Range:
    return token, token + "\x01"


def _beginning(token: str) -> Range:
    return token, token + "\U0010ffff"


def _is_chinese(text: str) -> bool:
    return any("㐀" <= sign <= "鿿" or "𠀀" <= sign <= "𳎯" for sign in text)


def _words(text: str) -> list[str]:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[a-z]+", bare.casefold())
