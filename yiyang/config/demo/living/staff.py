"""Who works in a district's houses: names, contracts, licences, roles, sign-ins, and when they are on duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yiyang.config.demo import cast
from yiyang.config.demo.living import names
from yiyang.config.demo.living.dice import Dice
from yiyang.config.demo.living.houses import House
from yiyang.ground.access import actions
from yiyang.ground.access import bulk as access
from yiyang.ground.access.postgres.copying import since
from yiyang.ground.people import bulk as people

CREW = {
    # kind of house: role, how many, specialty
    "community-centre": ((actions.NURSE, 3, "community-nursing"), (actions.CARER, 2, "")),
    "home-nursing": ((actions.NURSE, 4, "home-nursing"), (actions.CARER, 3, "")),
    "nursing-home": ((actions.NURSE, 4, "geriatric-nursing"), (actions.CARER, 6, "")),
    "hospital": ((actions.NURSE, 4, "clinical-nursing"), (actions.PHARMACIST, 1, "")),
    "clinic": ((actions.NURSE, 2, "community-nursing"),),
    "pharmacy": ((actions.PHARMACIST, 2, ""),),
}
_LICENCES = {actions.DOCTOR: "physician", actions.NURSE: "nurse", actions.PHARMACIST: "pharmacist"}
_TITLES = {
    actions.NURSE: ("护师", "Nurse"),
    actions.CARER: ("养老护理员", "Carer"),
    actions.PHARMACIST: ("执业药师", "Pharmacist"),
    actions.MANAGER: ("负责人", "Manager"),
    actions.DESK: ("前台", "Front desk"),
}
_SHIFTS = ((time(8), 8), (time(14), 8))
SHIFT_DAYS = 10


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works in a house; managers and the desk treat nobody and have no `practitioner_id`."""

    id: UUID
    practitioner_id: UUID | None
    house: House
    role: str
    name: str
    sex: str


@dataclass
class Crew:
    """The people of a district, and their rows before they are written."""

    district: int
    dice: Dice
    now: datetime
    password: str | None
    workers: list[Worker] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    practitioners: list[dict[str, Any]] = field(default_factory=list)
    contracts: list[dict[str, Any]] = field(default_factory=list)
    licences: list[dict[str, Any]] = field(default_factory=list)
    windows: list[dict[str, Any]] = field(default_factory=list)
    roles: list[dict[str, Any]] = field(default_factory=list)
    numbers: Iterator[int] | None = None  # of codes, drawn as orders are made

    def hire(
        self,
        house: House,
        role: str,
        specialty: str = "",
        title: tuple[str, str] | None = None,
        begins: time | None = None,
    ) -> Worker:
        """Somebody new with a contract since the beginning, and a licence where the work needs one.

        `begins`: the hour at which every one of their days begins; without it nurses and carers work in turns.
        """
        dice = self.dice
        sex = "female" if dice.random() < (0.9 if role in (actions.NURSE, actions.CARER) else 0.5) else "male"
        person_id = dice.new_id(cast.SINCE)
        treats = role not in (actions.MANAGER, actions.DESK)
        practitioner_id = dice.new_id(cast.SINCE) if treats else None
        worker = Worker(person_id, practitioner_id, house, role, names.called(dice, sex, elder=False), sex)
        self.workers.append(worker)
        self._write_down(worker, specialty, title or _TITLES[role], begins)
        return worker

    def of(self, house: House, role: str) -> Worker:
        return next(each for each in self.workers if each.house is house and each.role == role)

    def write(self, *, using: str) -> None:
        people.write(
            persons=self.persons, accounts=self.accounts, practitioners=self.practitioners, contracts=self.contracts,
            licences=self.licences, windows=self.windows, using=using,
        )  # fmt: skip
        access.write(roles=self.roles, using=using)

    def _write_down(self, worker: Worker, specialty: str, title: tuple[str, str], begins: time | None) -> None:
        dice, house_id, at = self.dice, worker.house.id, cast.SINCE
        english, number = names.latin(worker.name), len(self.workers)
        self.persons.append(
            {
                "id": worker.id,
                "organisation_id": None,
                "name": worker.name,
                "name_latin": english,
                "sex": worker.sex,
                "birth_on": date(1966 + dice.randrange(34), 1 + dice.randrange(12), 1 + dice.randrange(28)),
            }
        )
        self.roles.append(
            {"id": dice.new_id(at), "holder_id": worker.id, "organisation_id": house_id, "role": worker.role,
             "starts_at": at}
        )  # fmt: skip
        if self.password:
            self.accounts.append(
                {"id": dice.new_id(at), "person_id": worker.id, "password": self.password,
                 "username": f"{worker.role}-{self.district}-{sum(each.role == worker.role for each in self.workers)}"}
            )  # fmt: skip
        if worker.practitioner_id is None:
            return
        whose = {"practitioner_id": worker.practitioner_id, "organisation_id": house_id}
        self.practitioners.append(
            {
                "id": worker.practitioner_id,
                "person_id": worker.id,
                "organisation_id": house_id,
                "name": worker.name,
                "name_en": f"Dr {english}" if worker.role == actions.DOCTOR else english,
                "title": title[0],
                "title_en": title[1],
            }
        )
        self.contracts.append(
            {**whose, "id": dice.new_id(at), "role": worker.role, "specialty": specialty, "starts_at": at}
        )
        if worker.role in _LICENCES:
            self.licences.append(
                {
                    **whose,
                    "id": dice.new_id(at),
                    "kind": _LICENCES[worker.role],
                    "issued_on": date(2015, 1, 1),
                    "number": f"5199{self.district:04d}{number:04d}",
                    "expires_on": date(2031, 1, 1),
                    "seen_at": at,
                }
            )
        if worker.role in (actions.NURSE, actions.CARER):
            self._shifts(whose, number, begins)

    def _shifts(self, whose: dict[str, Any], number: int, early: time | None) -> None:
        """Five days on, two off, early or late, for the coming days."""
        zone = ZoneInfo("Asia/Shanghai")
        today = self.now.astimezone(zone).date()
        begins, hours = (time(max(0, early.hour - 1)), 10) if early else _SHIFTS[number % len(_SHIFTS)]
        for ahead in range(SHIFT_DAYS):
            if early or (ahead + number) % 7 < 5:
                start = datetime.combine(today + timedelta(days=ahead), begins, zone)
                during = since(start, start + timedelta(hours=hours))
                self.windows.append({**whose, "id": self.dice.new_id(self.now), "during": during, "added_at": self.now})


def engage(district: int, houses: Sequence[House], dice: Dice, now: datetime, password: str | None) -> Crew:
    """A manager and a desk for every house, and whoever its kind of work needs; doctors come with their services."""
    crew = Crew(district, dice, now, password)
    for house in houses:
        crew.hire(house, actions.MANAGER)
        crew.hire(house, actions.DESK)
        for role, count, specialty in CREW.get(house.kind, ()):
            for _ in range(count):
                crew.hire(house, role, specialty)
    return crew
