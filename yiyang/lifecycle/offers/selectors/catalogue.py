"""What people can look for."""

from __future__ import annotations

from dataclasses import dataclass

from yiyang.foundation.actors import Actor
from yiyang.lifecycle.offers.models import Need, Service


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need and the words people type for it."""

    code: str
    category: str
    name: str
    name_en: str
    words: tuple[str, ...]


def needs(viewer: Actor, *, offered: bool = False) -> list[NeedCard]:
    """Every need in the catalogue's order; with `offered`, only those somebody offers at present."""
    rows = Need.objects.order_by("rank", "code")
    if offered:
        rows = rows.filter(code__in=Service.objects.filter(state="active").values("need"))
    return [NeedCard(row.code, row.category, row.name, row.name_en, tuple(row.words)) for row in rows]


def needs_like(viewer: Actor, text: str) -> list[NeedCard]:
    """Needs whose names or words contain `text` or are contained in it; the catalogue is small and read whole."""
    sought = text.strip().casefold()
    if not sought:
        return []

    def fits(card: NeedCard) -> bool:
        words = [word.casefold() for word in (card.code, card.name, card.name_en, *card.words)]
        return any(sought in word or word in sought for word in words)

    return [card for card in needs(viewer) if fits(card)]
