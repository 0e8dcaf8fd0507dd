"""How a mode offers to furnish a generated town, without anybody naming it.

    config/demo ──wares──►   what houses of a kind offer in this mode, and who gives it
                ──furnish──► the mode's own rows for orders that are written already

A mode that offers it has an attribute `specimens`; one that does not is left out of the town, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol, runtime_checkable
from uuid import UUID

from yiyang.lifecycle.orders.protocol import Mode, modes


@dataclass(frozen=True, kw_only=True)
class Ware:
    """One service that houses of these kinds usually offer: what it costs, who gives it, and how many a day.

    `kinds` are codes of places, `role` and `licence` those of access and people; `paces` are the minutes from the
    beginning of one to the beginning of the next, of which `minutes` are worked.
    """

    need: str
    name: str
    name_en: str
    price_fen: int
    kinds: frozenset[str]
    role: str
    licence: str
    title: str
    title_en: str
    minutes: int
    paces: int
    per_day: int
    begins: time
    note: str
    encounter_class: str = "AMB"  # HL7 v3 ActCode: at the house, or HH at home


@dataclass(frozen=True, slots=True)
class Post:
    """A service as it stands in the town: a ware, a house, and the professional who gives it."""

    service_id: UUID
    organisation_id: UUID
    house: str
    house_en: str
    practitioner_id: UUID
    worker_id: UUID
    ware: Ware
    weekdays: tuple[int, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """An order of a post that has been written; `state` is the order's, `place` counts from 0 within its day."""

    order_id: UUID
    person_id: UUID
    state: str
    place: int
    placed_at: datetime
    accepted_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    encounter_id: UUID | None


@runtime_checkable
class Specimens(Protocol):
    """What a mode's `specimens` answers."""

    wares: Sequence[Ware]

    def furnish(
        self,
        post: Post,
        specimens: Sequence[Specimen],
        ahead: Sequence[datetime],
        *,
        now: datetime,
        new_id: Callable[[datetime], UUID],
        using: str,
    ) -> None:
        """Write the mode's rows and what they claim of capacity, in bulk and in the caller's transaction.

        `ahead` are the beginnings of working days to come, on which the post can be booked.
        """


def furnishers() -> Mapping[str, Specimens]:
    """The modes of this site that furnish a town, by code."""
    offered = ((code, _of(mode)) for code, mode in modes().items())
    return {code: found for code, found in offered if found is not None}


def _of(mode: Mode) -> Specimens | None:
    found = getattr(mode, "specimens", None)
    if found is not None and not isinstance(found, Specimens):
        raise TypeError(f"{mode.code}.specimens does not keep its protocol")
    return found
