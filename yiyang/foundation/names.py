"""What a name can be found by: its endings, its pinyin and initials, its Latin words; and what a typed word looks for.

A token is a letter for its kind and a normalised text: n name, p pinyin, a initials, l Latin word. Tokens are compared
with >= and < in collation C only, since under a row-level policy nothing else keeps its index.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pypinyin import lazy_pinyin

TOKEN_MAX = 120
WORDS_MAX = 5
PERSON_ENDINGS = 6
TITLE_ENDINGS = 40
_MARKS = re.compile(r"[^\w]")
# Surnames that are read differently as names than as words.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "解": "xie", "任": "ren", "盖": "ge",
    "朴": "piao", "尉": "yu", "洗": "xian", "秘": "bi", "种": "chong", "缪": "miao", "繁": "po", "翟": "zhai",
    "员": "yun", "乐": "yue", "华": "hua", "晟": "cheng", "覃": "qin", "召": "shao", "重": "chong", "黑": "he",
}  # fmt: skip

Range = tuple[str, str]  # from (included) to (excluded), in collation C


def name_tokens(name: str, name_latin: str) -> set[str]:
    """Tokens of a person's two names: every ending of the Chinese one and of its pinyin, initials, every Latin word."""
    plain = re.sub(r"\s", "", name)
    found = {f"l{word}" for word in latin_words(name_latin)}
    if is_chinese(plain):
        found |= _chinese(plain, pinyin(plain), PERSON_ENDINGS)
    else:
        found |= {f"l{word}" for word in latin_words(name)}
    return _kept(found)


def title_tokens(name: str, name_latin: str) -> set[str]:
    """Tokens of what a house or a service is called: the same, but a title has no surname and may mix its scripts."""
    plain = _MARKS.sub("", name)
    found = {f"l{word}" for text in (name, name_latin) for word in latin_words(text)}
    if is_chinese(plain):
        syllables = lazy_pinyin(plain, errors=lambda rest: rest.lower())
        found |= _chinese(plain, syllables, TITLE_ENDINGS)
    return _kept(found)


def pinyin(name: str) -> list[str]:
    """The syllables of a Chinese name without tones; surnames are read as surnames."""
    syllables: list[str] = lazy_pinyin(name, errors=lambda rest: rest.lower())
    if name[:1] in _SURNAMES:
        syllables[0] = _SURNAMES[name[0]]
    return syllables


def wanted_words(text: str) -> list[list[Range]]:
    """For each typed word, ranges of tokens of which one must match; at most five words."""
    return [ranges for word in text.split()[:WORDS_MAX] if (ranges := word_ranges(word))]


def word_ranges(word: str) -> list[Range]:
    if is_chinese(word):
        return [beginning("n" + _MARKS.sub("", word))]
    plain = "".join(latin_words(word))
    return [beginning(f"{letter}{plain}") for letter in "pal"] if plain else []


def beginning(token: str) -> Range:
    """Every token that begins with this one."""
    return token, token + "\U0010ffff"


def condition(ranges: list[Range], number: int, facts: dict[str, Any]) -> str:
    """One word's ranges as SQL over a column `token`; the bounds go into `facts` under names with the word's number."""
    parts = []
    for place, (start, end) in enumerate(ranges):
        facts[f"from_{number}_{place}"], facts[f"to_{number}_{place}"] = start, end
        parts.append(f"token >= %(from_{number}_{place})s AND token < %(to_{number}_{place})s")
    return " OR ".join(parts)


def is_chinese(text: str) -> bool:
    return any("㐀" <= sign <= "鿿" or "𠀀" <= sign <= "𳎯" for sign in text)


def latin_words(text: str) -> list[str]:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[a-z]+", bare.casefold())


def _chinese(plain: str, syllables: list[str], endings: int) -> set[str]:
    found = {f"n{plain[start:]}" for start in range(min(len(plain), endings))}
    found |= {f"p{''.join(syllables[start:])}" for start in range(min(len(syllables), endings))}
    initials = "".join(one[0] for one in syllables if one)
    return found | {f"a{initials[start:]}" for start in range(1 if endings == PERSON_ENDINGS else len(initials))}


def _kept(found: set[str]) -> set[str]:
    return {token[:TOKEN_MAX] for token in found if len(token) > 1}
