"""Keep the tokens a person is found by in step with the file."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, connections, transaction

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


BATCH = 500
_NAME_TOKENS = "(token < 'c' OR token >= 'l')"  # what names and birth dates give; sealed numbers keep their own
_NEXT = """
    SELECT id, organisation_id, name, name_latin, birth_on FROM people_person
     WHERE id > %s AND erased_at IS NULL ORDER BY id LIMIT %s
"""


def index_people_again(*, using: str = "worker") -> int:
    """Index every file's names and birth date anew, 500 a transaction; safe to stop and repeat; answers how many.

    For files that were written in bulk without tokens, and after the rules of the tokens have changed.
    """
    done, last = 0, UUID(int=0)
    while True:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(_NEXT, [last, BATCH])
            rows = cursor.fetchall()
            for person_id, organisation_id, name, name_latin, birth_on in rows:
                tokens = search_tokens.name_tokens(name, name_latin)
                if birth_on is not None:
                    tokens.add(search_tokens.birth_token(birth_on))
                kept = sorted(tokens)
                cursor.execute(
                    f"DELETE FROM people_searchtoken WHERE person_id = %s AND {_NAME_TOKENS}"
                    " AND token <> ALL(%s::varchar[])",
                    [person_id, kept],
                )
                cursor.execute(
                    "INSERT INTO people_searchtoken (person_id, organisation_id, token)"
                    " SELECT %s, %s, unnest(%s::varchar[]) ON CONFLICT ON CONSTRAINT token_person DO NOTHING",
                    [person_id, organisation_id, kept],
                )
        if not rows:
            return done
        done, last = done + len(rows), rows[-1][0]
