"""Numbers and people for the tests of people. No number belongs to anybody: the street 990099 does not exist."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from yiyang.foundation.actors import Actor
from yiyang.ground.people import services as people
from yiyang.ground.people.identity_numbers import check_digit
from yiyang.ground.people.models import Person

BORN = date(1950, 6, 15)


def identity_number(birth_on: date = BORN, *, female: bool = True, order: int = 17, region: str = "519900") -> str:
    """A number that can be true: region, birth date, an order number with the parity of the sex, check digit."""
    serial = order * 2 if female else order * 2 + 1
    seventeen = f"{region}{birth_on:%Y%m%d}{serial:03d}"
    return seventeen + check_digit(seventeen)


def a_person(clerk: Actor, now: datetime, **changes: Any) -> Person:
    """赵秀英, 76, registered at the clerk's house."""
    given = {"name": "赵秀英", "name_latin": "Zhao Xiuying", "sex": "female", "birth_on": BORN, **changes}
    return people.register_person(by=clerk, now=now, **given)
