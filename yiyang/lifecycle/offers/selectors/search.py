"""Find a service by any part of its name, by pinyin or initials."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.money import Money
from yiyang.foundation.names import wanted_words
from yiyang.ground.places import selectors as places
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


def search_services(viewer: Actor, text: str, *, limit: int = 8) -> list[FoundService]:
    """Services on offer whose name fits every word, one's own house's first; two statements. Anyone may ask."""
    words = wanted_words(text)
    if not words:
        return []
    sql, facts = places.token_query("offers_servicetoken", "service_id", words)
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        ids = {row[0] for row in cursor.fetchall()}
    rows = Service.objects.filter(id__in=ids, state="active", organisation__state="live").select_related("organisation")
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
