"""Find people by name, pinyin, telephone or identity number, among those the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import SignInNeeded
from yiyang.foundation.names import Range, condition
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access
from yiyang.ground.people import search_tokens
from yiyang.ground.people.models import Person
from yiyang.ground.people.selectors.card import age_on
from yiyang.ground.people.selectors.files import kept_files

FOUND_MAX = 20
ROWS_MAX = 200  # a person may be found by several tokens and by several relations

# First the house's own files by (organisation, token), then those it reaches by relation, each by (person, token). No
# DISTINCT: it would read every 王 of a city before the first is shown.
_FIND = """
    SELECT found.person_id FROM (
        SELECT person_id FROM people_searchtoken WHERE organisation_id = %(house)s AND ({first})
        UNION ALL
        SELECT t.person_id FROM access_relation r JOIN people_searchtoken t ON t.person_id = r.person_id AND ({first})
         WHERE r.viewer_id IN (%(me)s, %(house)s) AND %(scope)s = ANY(r.scopes)
           AND r.starts_at <= %(now)s AND (r.ends_at IS NULL OR r.ends_at > %(now)s)
        UNION ALL
        SELECT person_id FROM people_searchtoken WHERE person_id = %(me)s AND ({first})
    ) found WHERE {rest} LIMIT {limit}
"""


@dataclass(frozen=True)
class FoundPerson:
    """One line of a search: enough to tell two people of one name apart, no more."""

    id: UUID
    name: str
    name_latin: str
    sex: str
    birth_on: date | None
    age: int | None


def search(viewer: Actor, text: str, now: datetime) -> list[FoundPerson]:
    """At most 20 people that fit every word of `text`, by name.

    A word may begin a name or any ending of it (桂芳 finds 王桂芳), its pinyin or initials, or a Latin word; a number
    is a telephone, its last four digits, a birth date or an identity number. Staff search for their house;
    everyone else among themselves and their family. Raises SignInNeeded.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    words = search_tokens.wanted(text)
    if not words:
        return []
    found = kept_files(_candidates(viewer, words, now))
    rows = Person.objects.filter(id__in=set(found.values()), erased_at=None).order_by("name", "birth_on", "id")
    return [
        FoundPerson(
            row.id, row.name, row.name_latin, row.sex, row.birth_on, age_on(row.birth_on, day_of(now, row.zone))
        )
        for row in rows[:FOUND_MAX]
    ]


def _candidates(viewer: Actor, words: list[list[Range]], now: datetime) -> list[UUID]:
    house = viewer.organisation_id
    if house is None or viewer.person_id is None or not access.roles_of(viewer.person_id, house, now) & actions.STAFF:
        house = None
    facts: dict[str, Any] = {"me": viewer.person_id, "house": house, "scope": actions.SEE, "now": now}
    conditions = [condition(ranges, number, facts) for number, ranges in enumerate(words)]
    rest = " AND ".join(
        f"EXISTS (SELECT 1 FROM people_searchtoken t WHERE t.person_id = found.person_id AND ({each}))"
        for each in conditions[1:]
    )
    sql = _FIND.format(first=conditions[0], rest=rest or "true", limit=ROWS_MAX)
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        found = dict.fromkeys(row[0] for row in cursor.fetchall())
    return list(found)[: 2 * FOUND_MAX]
