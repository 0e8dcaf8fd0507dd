"""Who lives in a district: age, sex, name, number, telephone, address, where they are cared for, and their family.

Identity numbers have a right check digit and a region from 519900 to 519999, which GB/T 2260 gives to no county: they
can be nobody's. Telephone numbers begin with 154, which no company in China has been given.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from yiyang.config.demo.living import names
from yiyang.config.demo.living.dice import Dice
from yiyang.config.demo.living.houses import House
from yiyang.config.demo.living.land import Place, address, near
from yiyang.ground.access import bulk as access
from yiyang.ground.access.actions import ALL_SCOPES, FAMILY_SCOPES
from yiyang.ground.access.postgres.copying import since
from yiyang.ground.people import bulk as people
from yiyang.ground.people.identity_numbers import check_digit

REGION = "5199"
_AGES = ((60, 30), (65, 26), (70, 19), (75, 12), (80, 8), (85, 3.5), (90, 1.3), (95, 0.2))  # from, share
_AGE_SUMS = list(accumulate(share for _, share in _AGES))
_SIGN_INS = 40  # of elders and of children, in a district whose people may sign in
_CHILDREN = (("DAU", "female"), ("SON", "male"))


@dataclass(frozen=True, slots=True)
class Elder:
    """Somebody who lives here."""

    id: UUID
    name: str
    sex: str
    birth_on: date
    age: int
    member: bool
    child_id: UUID | None


@dataclass
class Census:
    """The elders of a district, and their rows before they are written."""

    district: int
    place: Place
    area_id: UUID
    centre: House
    residence: House | None
    dice: Dice
    now: datetime
    password: str | None
    child_share: float
    elders: list[Elder] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    relatives: list[dict[str, Any]] = field(default_factory=list)
    settings: list[dict[str, Any]] = field(default_factory=list)
    relations: list[dict[str, Any]] = field(default_factory=list)

    def settle(self, count: int) -> None:
        for number in range(count):
            self._move_in(number)

    def write(self, *, using: str) -> None:
        people.write(
            persons=self.persons, accounts=self.accounts, relatives=self.relatives, settings=self.settings, using=using
        )
        access.write(relations=self.relations, using=using)

    def _move_in(self, number: int) -> None:
        dice = self.dice
        age = _AGES[bisect(_AGE_SUMS, dice.random() * _AGE_SUMS[-1])][0] + dice.randrange(5)
        sex = "female" if dice.random() < 0.5 + 0.006 * (age - 60) else "male"
        born = self._born(age)
        came = self.now - timedelta(days=dice.randrange(40, 700), minutes=dice.randrange(1440))
        person_id, name = dice.new_id(came), names.called(dice, sex, elder=True)
        child = self._child(number, person_id, name, age, came) if dice.random() < self.child_share else None
        self.elders.append(Elder(person_id, name, sex, born, age, dice.random() < 0.4, child))
        self.persons.append(self._file(number, person_id, name, sex, born, age, came))
        self._care(person_id, age, came)
        keeper = {"viewer_id": self.centre.id, "kind": "keeper", "scopes": sorted(ALL_SCOPES)}
        self._relate(person_id, came, **keeper)
        if self.password and number < _SIGN_INS:
            self._account(f"elder-{self.district}-{number}", person_id, came)

    def _born(self, age: int) -> date:
        """A birthday of that age; districts whose identity numbers would begin alike share no day of birth."""
        day = self.now.date() - timedelta(days=age * 365 + age // 4 + self.dice.randrange(20, 360))
        return day + timedelta(days=(self.district // 25 - day.toordinal()) % 20)

    def _file(
        self, number: int, person_id: UUID, name: str, sex: str, born: date, age: int, came: datetime
    ) -> dict[str, Any]:
        dice = self.dice
        latitude, longitude = near(dice, self.place, 900)
        able = dice.random()
        worse = max(0.0, (age - 66) / 60)
        # Odd for a man, even for a woman; with the day of birth (`_born`) unlike any other number of a million.
        order = self.district * 4_000 + number * 2 + (1 if sex == "male" else 0)
        seventeen = f"{REGION}{order // 1_000 % 100:02d}{born:%Y%m%d}{order % 1_000:03d}"
        return {
            "id": person_id, "organisation_id": self.centre.id, "name": name, "name_latin": names.latin(name),
            "sex": sex, "birth_on": born, "area_id": self.area_id, "address": address(dice, self.place)[0],
            "latitude": latitude, "longitude": longitude, "registered_at": came,
            "living_ability": "dependent" if able < worse / 3 else "partly-dependent" if able < worse else "self-care",
            "insurer": "城镇职工" if dice.random() < 0.55 else "城乡居民",
            "identity": seventeen + check_digit(seventeen), "identity_id": dice.new_id(came),
            "phone": f"+86154{self.district * 2_000 + number:08d}", "contact_id": dice.new_id(came),
        }  # fmt: skip

    def _child(self, number: int, elder_id: UUID, name: str, age: int, came: datetime) -> UUID:
        """A grown-up child in another city who may see, book and pay."""
        dice = self.dice
        relationship, sex = dice.choice(_CHILDREN)
        child_id, related_id = dice.new_id(came), dice.new_id(came)
        called = names.called(dice, sex, elder=False, surname=name[0])
        born = date(self.now.year - age + 22 + dice.randrange(12), 1 + dice.randrange(12), 1 + dice.randrange(28))
        self.persons.append(
            {"id": child_id, "organisation_id": None, "name": called, "name_latin": names.latin(called), "sex": sex,
             "birth_on": born}
        )  # fmt: skip
        scopes = sorted(FAMILY_SCOPES)
        self.relatives.append(
            {
                "id": related_id,
                "person_id": elder_id,
                "relative_id": child_id,
                "name": called,
                "relationship": relationship,
                "proof": "household-register",
                "scopes": scopes,
                "granted_by_id": elder_id,
                "starts_at": came,
            }
        )
        self._relate(elder_id, came, viewer_id=child_id, kind="family", scopes=scopes, source_id=related_id)
        if self.password and number < _SIGN_INS:
            self._account(f"child-{self.district}-{number}", child_id, came)
        return child_id

    def _care(self, person_id: UUID, age: int, came: datetime) -> None:
        moved = self.residence is not None and self.dice.random() < max(0.0, (age - 70) / 100)
        responsible = self.residence if moved and self.residence else self.centre
        self.settings.append(
            {
                "id": self.dice.new_id(came),
                "person_id": person_id,
                "organisation_id": self.centre.id,
                "responsible_id": responsible.id,
                "kind": "institution" if moved else "home",
                "during": since(came),
                "recorded_at": came,
            }
        )

    def _relate(self, person_id: UUID, at: datetime, **said: Any) -> None:
        self.relations.append({"id": self.dice.new_id(at), "person_id": person_id, "starts_at": at, **said})

    def _account(self, name: str, person_id: UUID, at: datetime) -> None:
        self.accounts.append(
            {"id": self.dice.new_id(at), "person_id": person_id, "username": name, "password": self.password}
        )
