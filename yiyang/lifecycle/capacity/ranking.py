"""In which order are results shown, and why does each stand where it does? Pure functions (R16, R79)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations
from typing import Any, Literal
from uuid import UUID

from yiyang.foundation.errors import gettext_noop
from yiyang.foundation.money import Money
from yiyang.lifecycle.offers.prices import Quote
from yiyang.lifecycle.offers.scores import PRIOR_MILLI

Sort = Literal["score", "distance", "soonest", "price"]
SORTS: tuple[Sort, ...] = ("score", "distance", "soonest", "price")
NEWCOMER_RATINGS = 5  # a newcomer has fewer ratings than this
NEWCOMER_EVERY = 5  # every fifth place of a list by score goes to a newcomer


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a rank: a msgid with named facts."""

    code: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstFree:
    """The earliest number anyone may take in the asked window."""

    slot_id: UUID
    session_id: UUID
    number: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One service somebody could take, its price for this person, and why it stands at `rank` (1 is first).

    Scores are thousandths of a star; `score_milli` is None before the first rating. `distance_metres` is None when
    no place was asked for, or the house has none on the map.
    """

    quote: Quote
    organisation_id: UUID
    organisation: str
    organisation_en: str
    practitioner_id: UUID | None
    practitioner: str
    practitioner_en: str
    title: str
    title_en: str
    gender: str
    insurers: tuple[str, ...]
    distance_metres: int | None
    first_free: FirstFree | None
    score_milli: int | None
    score_count: int
    damped_milli: int
    rank: int = 0
    reasons: tuple[Reason, ...] = ()
    numbered: bool = True  # given in sessions with numbers; otherwise the hour is chosen when it is ordered

    @property
    def full(self) -> bool:
        return self.numbered and self.first_free is None

    @property
    def service_id(self) -> UUID:
        return self.quote.service.id

    @property
    def price(self) -> Money:
        return self.quote.amount

    @property
    def newcomer(self) -> bool:
        return self.score_count < NEWCOMER_RATINGS


@dataclass(frozen=True, slots=True)
class Filter:
    """One wish: its code, its name for the reader, and who fits it."""

    code: str
    label: str
    fits: Callable[[Found], bool]


def rank(found: Iterable[Found], sort: Sort, day: date) -> list[Found]:
    """In order, numbered from 1, each with its reasons. `day` turns the newcomers' order over once a day."""
    candidates = sorted(found, key=lambda each: _key(each, sort))
    if sort != "score":
        return [_placed(each, place, sort, shared=False) for place, each in enumerate(candidates, 1)]
    able = [each for each in candidates if not each.full]
    known = [each for each in able if not each.newcomer]
    new = sorted((each for each in able if each.newcomer), key=lambda each: _lot(each, day))
    in_order: list[tuple[Found, bool]] = []
    while known or new:
        turn = bool(new) and (not known or (len(in_order) + 1) % NEWCOMER_EVERY == 0)
        in_order.append((new.pop(0), bool(known)) if turn else (known.pop(0), False))
    in_order.extend((each, False) for each in candidates if each.full)
    return [_placed(each, place, sort, shared=shared) for place, (each, shared) in enumerate(in_order, 1)]


def to_drop(found: Sequence[Found], filters: Sequence[Filter]) -> tuple[tuple[Filter, ...], int]:
    """The fewest filters to drop so that something fits, and how much would; of equals, the most fruitful.

    With no candidates at all the answer is ((), 0).
    """
    for size in range(1, len(filters) + 1):
        counts = {
            dropped: sum(all(one.fits(each) for one in filters if one not in dropped) for each in found)
            for dropped in combinations(filters, size)
        }
        best = max(counts, key=lambda dropped: counts[dropped], default=())
        if best and counts[best]:
            return best, counts[best]
    return (), 0


def _key(each: Found, sort: Sort) -> tuple[Any, ...]:
    far = float("inf")
    start = each.first_free.starts_at.timestamp() if each.first_free else far
    distance = each.distance_metres if each.distance_metres is not None else far
    ties = (each.full, -each.damped_milli, distance, start, each.price.minor, each.service_id)
    leading: dict[Sort, Any] = {
        "score": -each.damped_milli,
        "distance": distance,
        "soonest": start,
        "price": each.price.minor,
    }
    return (each.full, leading[sort], *ties)


def _lot(each: Found, day: date) -> bytes:
    """A fair lot that is the same all day for everybody."""
    return hashlib.blake2b(each.service_id.bytes + day.isoformat().encode(), digest_size=8).digest()


def _placed(each: Found, place: int, sort: Sort, *, shared: bool) -> Found:
    reasons: list[Reason] = []
    if shared:
        reasons.append(
            Reason(
                "newcomer",
                gettext_noop("Every %(every)sth place goes to somebody new, drawn afresh each day"),
                {"every": NEWCOMER_EVERY},
            )
        )
    if each.score_count:
        reasons.append(
            Reason(
                "score",
                gettext_noop("Score %(score)s from %(count)s ratings, counted as %(damped)s"),
                {"score": stars(each.score_milli or 0), "count": each.score_count, "damped": stars(each.damped_milli)},
            )
        )
    else:
        reasons.append(
            Reason("unrated", gettext_noop("Not rated yet, counted as %(damped)s"), {"damped": stars(PRIOR_MILLI)})
        )
    if each.distance_metres is not None:
        reasons.append(Reason("distance", gettext_noop("%(metres)s metres away"), {"metres": each.distance_metres}))
    if each.first_free is not None:
        at = each.first_free.starts_at
        reasons.append(Reason("soonest", gettext_noop("First free number at %(at)s"), {"at": at}))
    elif not each.numbered:
        reasons.append(Reason("by-choice", gettext_noop("You choose the hour when you order")))
    else:
        reasons.append(Reason("full", gettext_noop("No number is free at present, therefore last")))
    reasons.append(Reason("price", gettext_noop("Price %(price)s"), {"price": each.price}))
    reasons.sort(key=lambda reason: reason.code not in (sort, "newcomer"))
    return replace(each, rank=place, reasons=tuple(reasons))


def stars(milli: int) -> str:
    """Thousandths of a star as two decimals: 4818 is `4.82`."""
    hundredths = (milli + 5) // 10
    return f"{hundredths // 100}.{hundredths % 100:02d}"
