"""What can be told: kinds of notice as data, a title and a body each, put into words in the reader's language.

A room declares its kinds beside its verbs. Facts are texts; their names say how they are read: `…_at` an ISO instant,
shown on the reader's clock; `…_fen` an amount in fen; `x_en` the English of `x`, taken when English is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext

from yiyang.face import words
from yiyang.foundation.money import Money

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_declared: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of notice: `room.what`; title and body are msgids with named placeholders; `link` is a site path."""

    code: str
    title: str
    body: str = ""
    link: str = ""

    def missing(self, facts: Mapping[str, str]) -> set[str]:
        """The placeholders that `facts` leave empty."""
        return set(_PLACEHOLDER.findall(self.title + self.body + self.link)) - set(facts)

    def words(self, facts: Mapping[str, str], *, language: str, zone: str) -> tuple[str, str, str]:
        """Title, body and link for a reader of `language` whose clock is in `zone`."""
        with translation.override(language):
            filled = {name: _shown(name, facts, language, zone) for name in facts}
            return gettext(self.title) % filled, gettext(self.body) % filled if self.body else "", self.link % facts


def declare(code: str, *, title: str, body: str = "", link: str = "") -> Kind:
    """Make a kind known; declaring the same again changes nothing, another under the same code raises ValueError."""
    kind = Kind(code, title, body, link)
    if _declared.setdefault(code, kind) != kind:
        raise ValueError(f"kind {code} is declared twice")
    return kind


def of(code: str) -> Kind:
    """The declared kind; an unknown one is our own mistake (KeyError)."""
    return _declared[code]


def declared() -> dict[str, Kind]:
    """Every declared kind by code."""
    return dict(_declared)


def _shown(name: str, facts: Mapping[str, str], language: str, zone: str) -> str:
    value = facts[name]
    if language.startswith("en") and facts.get(f"{name}_en"):
        return facts[f"{name}_en"]
    if name.endswith("_at") and value:
        with timezone.override(ZoneInfo(zone)):
            return words.full_moment(datetime.fromisoformat(value))
    if name.endswith("_fen") and value:
        return words.money(Money(int(value)))
    return value
