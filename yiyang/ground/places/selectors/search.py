"""Find a house by any part of its name, by pinyin or initials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.names import Range, condition, wanted_words
from yiyang.ground.places.models import Organisation

ROWS_MAX = 200  # a house is found by several tokens


@dataclass(frozen=True)
class FoundHouse:
    """One line of a search."""

    id: UUID
    name: str
    name_en: str
    kinds: tuple[str, ...]
    address: str
    address_en: str


def search_houses(viewer: Actor, text: str, *, limit: int = 8) -> list[FoundHouse]:
    """Live houses whose name fits every word, by name; two statements. Houses are public: anyone may ask."""
    words = wanted_words(text)
    if not words:
        return []
    sql, facts = token_query("places_nametoken", "organisation_id", words)
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        ids = {row[0] for row in cursor.fetchall()}
    rows = Organisation.objects.filter(id__in=ids, state="live").order_by("name", "id")[:limit]
    return [FoundHouse(row.id, row.name, row.name_en, tuple(row.kinds), row.address, row.address_en) for row in rows]


def token_query(table: str, column: str, words: list[list[Range]]) -> tuple[str, dict[str, Any]]:
    """A statement over a table of public names, and its values: ids with a token in a range of every word."""
    facts: dict[str, Any] = {}
    conditions = [condition(ranges, number, facts) for number, ranges in enumerate(words)]
    rest = "".join(
        f" AND EXISTS (SELECT 1 FROM {table} t WHERE t.{column} = f.{column} AND ({each}))" for each in conditions[1:]
    )
    return f"SELECT f.{column} FROM {table} f WHERE ({conditions[0]}){rest} LIMIT {ROWS_MAX}", facts
