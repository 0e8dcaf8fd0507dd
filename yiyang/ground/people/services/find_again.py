"""Keep the tokens a person is found by in step with the file."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from yiyang.ground.people import search_tokens
from yiyang.ground.people.models import Person


def index_person(person: Person) -> None:
    """Write down again what the person's names and birth date can be found by; numbers keep their own tokens."""
    tokens = search_tokens.name_tokens(person.name, person.name_latin)
    if person.birth_on is not None:
        tokens.add(search_tokens.birth_token(person.birth_on))
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_searchtoken WHERE person_id = %s AND token < 'c' OR person_id = %s AND token >= 'l'",
            [person.id, person.id],
        )
    add_tokens(person, tokens)


def add_tokens(person: Person, tokens: Iterable[str]) -> None:
    """Let the person be found by these tokens too; known ones stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_searchtoken (person_id, organisation_id, token)"
            " SELECT %s, %s, unnest(%s::varchar[]) ON CONFLICT ON CONSTRAINT token_person DO NOTHING",
            [person.id, person.organisation_id, sorted(tokens)],
        )
