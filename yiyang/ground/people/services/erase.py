"""Erase a person's own tables; what must stay (an empty row, opaque ids) holds nothing about anybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import ERASE

# Table → column that names the person. Rows of other people about this one (a relative's name) go as well.
_EMPTY = (
    ("people_identity", "person_id"),
    ("people_contact", "person_id"),
    ("people_searchtoken", "person_id"),
    ("people_relatedperson", "person_id"),
    ("people_relatedperson", "relative_id"),
    ("people_careteammember", "person_id"),
    ("people_careteam", "person_id"),
    ("people_caresetting", "person_id"),
    ("people_colleague", "person_id"),
    ("people_mergereason", "person_id"),
    ("people_calendaraddress", "person_id"),
)
_BLANK = """
    UPDATE people_person SET name = '', name_latin = '', sex = 'unknown', birth_on = NULL, deceased_at = NULL,
        area_id = NULL, address = '', latitude = NULL, longitude = NULL, living_ability = '', diet = '{}', belief = '',
        insurer = '', source = '', erased_at = %s
     WHERE id = %s AND erased_at IS NULL
"""
# What somebody wrote down about their request; that there was one, and who decided, stays.
_REQUESTS = "UPDATE people_filerequest SET reason = '', decision = '' WHERE person_id = %s"
_OF_ACCOUNT = "user_id IN (SELECT id FROM people_account WHERE person_id = %s)"
_WAYS_IN = (
    f"DELETE FROM account_emailaddress WHERE {_OF_ACCOUNT}",
    f"DELETE FROM mfa_authenticator WHERE {_OF_ACCOUNT}",
    (
        "UPDATE people_account SET username = 'erased-' || id::text, email = '', phone_index = '', phone_sealed = '',"
        " password = '!', is_active = false WHERE person_id = %s"
    ),
    "UPDATE people_practitioner SET name = '', name_en = '', title = '', title_en = '' WHERE person_id = %s",
)


def erase_person(*, by: Actor, now: datetime, person_id: UUID, using: str = "worker") -> int:
    """Empty every file of the person in this room and close their account; returns how many rows went.

    The person asks for it, or the platform after a person's request. Runs as worker, since the rows lie in many
    houses; the caller erases the other rooms and the trust log in the same transaction. Twice does nothing.
    """
    access.require(by, ERASE, now=now, person_id=person_id)
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT f FROM people_files(%s) f JOIN people_person p ON p.id = f", [person_id])
            files = [row[0] for row in cursor.fetchall()]
        if not files:
            raise Unknown
        return sum(_erase_file(file, now, using) for file in files)


def _erase_file(file: UUID, now: datetime, using: str) -> int:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT erased_at FROM people_person WHERE id = %s FOR UPDATE", [file])
        row = cursor.fetchone()
        assert row is not None
        if row[0] is not None:
            return 0
        gone = 1
        for table, column in _EMPTY:
            cursor.execute(f'DELETE FROM "{table}" WHERE {column} = %s', [file])
            gone += cursor.rowcount
        cursor.execute(_BLANK, [now, file])
        cursor.execute(_REQUESTS, [file])
        for statement in _WAYS_IN:
            cursor.execute(statement, [file])
        access.unrelate_everywhere(person_id=file, now=now, using=using)
        access.erase_reasons(person_id=file, using=using)
        return gone
