"""What people can look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.ground.places.taking_bookings import TAKES_BOOKINGS
from yiyang.lifecycle.offers.models import Need

_OFFERED = f"""SELECT DISTINCT s.need FROM offers_service s JOIN places_organisation o ON o.id = s.organisation_id
     WHERE s.state = 'active' AND {TAKES_BOOKINGS}"""


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need and the words people type for it."""

    code: str
    category: str
    name: str
    name_en: str
    words: tuple[str, ...]


def needs(viewer: Actor, *, offered_at: datetime | None = None) -> list[NeedCard]:
    """Every need in the catalogue's order; or only those that a house which takes bookings offers at an instant."""
    rows = Need.objects.order_by("rank", "code")
    if offered_at is not None:
        with connection.cursor() as cursor:
            cursor.execute(_OFFERED, {"now": offered_at})
            rows = rows.filter(code__in=[code for (code,) in cursor.fetchall()])
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
