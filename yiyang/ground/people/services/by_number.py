"""Whose number is this? Exactly, and in every house: for an emergency, and for a request that somebody brings along.

Whoever holds the card of the person may find the file; whoever guesses soon may not guess any more.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.ground.access import selectors as access_seen
from yiyang.ground.access import services as access
from yiyang.ground.people import identity_numbers, search_tokens, telephone
from yiyang.ground.people.ciphers import blind_index
from yiyang.ground.people.errors import NobodyUnderNumber, SeveralUnderNumber, TooManyGuesses, WrongPhone
from yiyang.ground.people.selectors.files import kept_files

GUESSES_MAX, GUESSES_WITHIN = 10, timedelta(hours=1)
_WHOSE = """
    SELECT DISTINCT t.person_id FROM people_searchtoken t JOIN people_person p ON p.id = t.person_id
     WHERE t.token = ANY(%s) AND (t.token >= 'c' AND t.token < 'd' OR t.token >= 'i' AND t.token < 'j')
       AND p.erased_at IS NULL LIMIT 3
"""


@transaction.atomic
def open_in_emergency(*, by: Actor, now: datetime, number: str, reason_code: str, reason: str, minutes: int) -> UUID:
    """Break the glass of the file to which a whole identity, passport or telephone number leads; answers the person.

    Whether the opening itself is allowed is asked first. Raises NobodyUnderNumber, SeveralUnderNumber, TooManyGuesses.
    """
    access.check_opening(by=by, now=now, reason_code=reason_code, reason=reason, minutes=minutes)
    person_id = whose_number(by, number, now)
    access.break_glass(by=by, now=now, person_id=person_id, reason_code=reason_code, reason=reason, minutes=minutes)
    return person_id


def whose_number(by: Actor, number: str, now: datetime) -> UUID:
    """The person to whom a whole number belongs; for services that have asked. Looks as worker, past every house."""
    guesses = access_seen.refused_since(by, NobodyUnderNumber.code, now - GUESSES_WITHIN)
    if guesses >= GUESSES_MAX:
        raise TooManyGuesses(field="number")
    tokens = [search_tokens.identity_token(identity_numbers.normalised(number))]
    with suppress(WrongPhone):  # then it is no telephone number
        tokens.append(f"c{blind_index('phone', telephone.normalised(number))}")
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_WHOSE, [tokens])
        found = set(kept_files(row[0] for row in cursor.fetchall()).values())
    if not found:
        raise NobodyUnderNumber(field="number")
    if len(found) > 1:
        raise SeveralUnderNumber(field="number")
    return found.pop()
