"""Find a service by any part of its name, by pinyin or initials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.foundation.names import wanted_words
from yiyang.ground.places import selectors as places
from yiyang.ground.places.taking_bookings import TAKES_BOOKINGS
from yiyang.lifecycle.offers.models import Service


@dataclass(frozen=True)
class FoundService:
    """One line of a search."""

    id: UUID
    name: str
    name_en: str
    organisation: str
    organisation_en: str
    price: Money


_TAKEN = f"""SELECT s.id FROM offers_service s JOIN places_organisation o ON o.id = s.organisation_id
     WHERE s.id = ANY(%(ids)s) AND s.state = 'active' AND {TAKES_BOOKINGS}"""


def search_services(viewer: Actor, text: str, now: datetime, *, limit: int = 8) -> list[FoundService]:
    """Services of houses that take bookings whose name fits every word, one's own house's first. Anyone may ask."""
    words = wanted_words(text)
    if not words:
        return []
    sql, facts = places.token_query("offers_servicetoken", "service_id", words)
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        cursor.execute(_TAKEN, {"ids": [row[0] for row in cursor.fetchall()], "now": now})
        ids = [row[0] for row in cursor.fetchall()]
    rows = Service.objects.filter(id__in=ids).select_related("organisation")
    first = sorted(rows, key=lambda row: (row.organisation_id != viewer.organisation_id, row.name, row.id))
    return [
        FoundService(
            row.id,
            row.name,
            row.name_en,
            row.organisation.name,
            row.organisation.name_en,
            Money(row.list_price_minor, row.currency),
        )
        for row in first[:limit]
    ]
