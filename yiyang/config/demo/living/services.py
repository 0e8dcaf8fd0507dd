"""What is offered in a district and at which price: a service for every ware of every mode that furnishes a town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.config.demo import cast
from yiyang.config.demo.living.dice import Dice
from yiyang.config.demo.living.elders import Elder
from yiyang.config.demo.living.houses import House
from yiyang.config.demo.living.staff import Crew, Worker
from yiyang.lifecycle.offers import bulk as offers
from yiyang.lifecycle.orders.specimens import Post, furnishers

_WEEKS = ((1, 3, 5), (2, 4, 6), (1, 2, 4), (3, 5, 7), (2, 5, 6), (1, 4, 7))
_TWICE = frozenset({"cardiology", "general-practice"})  # what so many need that a house has two of them
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Rule:
    """A price rule as it applies to one post."""

    id: UUID
    name: str
    name_en: str
    share_basis_points: int


@dataclass(frozen=True, slots=True)
class Stand:
    """A post with its mode, its house, who gives it, and the rules of its price."""

    post: Post
    mode: str
    worker: Worker
    aged: Rule
    members: Rule | None

    def price(self, elder: Elder) -> tuple[int, Rule | None]:
        """What an elder pays in fen, and the rule that says so; the one for members weighs more."""
        rule = self.members if self.members and elder.member else self.aged if elder.age >= 80 else None
        fen = self.post.ware.price_fen
        return (fen * rule.share_basis_points // 10_000 if rule else fen), rule


def put_up(houses: Sequence[House], crew: Crew, dice: Dice) -> list[Stand]:
    """Decide what each house offers and who gives it; nothing is written yet but into the crew."""
    stands: list[Stand] = []
    centre = houses[0]
    for code, furnisher in furnishers().items():
        for ware in furnisher.wares:
            for house in houses:
                if house.kind not in ware.kinds:
                    continue
                for _ in range(2 if ware.need in _TWICE else 1):
                    worker = crew.hire(house, ware.role, ware.need, (ware.title, ware.title_en), ware.begins)
                    stands.append(_stand(code, ware, house, worker, dice, member=house.kind != "hospital" and centre))
    return stands


def _stand(mode: str, ware: Any, house: House, worker: Worker, dice: Dice, *, member: House | bool) -> Stand:
    at = cast.SINCE
    assert worker.practitioner_id is not None
    post = Post(
        dice.new_id(at), house.id, house.name, house.name_en, worker.practitioner_id, worker.id, ware,
        dice.choice(_WEEKS), ZONE,
    )  # fmt: skip
    aged = Rule(dice.new_id(at), "八十岁以上优待", "From eighty years on", 9_000)
    members = Rule(dice.new_id(at), "社区会员价", "Members of the community", 8_000) if member else None
    return Stand(post, mode, worker, aged, members)


def write(stands: Sequence[Stand], elders: Sequence[Elder], centre: House, dice: Dice, *, using: str) -> None:
    """The services with their terms and rules, and who is a member."""
    at = cast.SINCE
    offers.write(
        services=[_service(stand) for stand in stands],
        cancellation=[
            {
                "id": dice.new_id(at),
                "organisation_id": stand.post.organisation_id,
                "service_id": stand.post.service_id,
                "hours_before": hours,
                "returned_basis_points": share,
            }
            for stand in stands
            for hours, share in ((14, 10_000), (1, 5_000))
        ],
        price_rules=[row for stand in stands for row in _rules(stand, centre, at)],
        memberships=[
            {
                "id": dice.new_id(at),
                "organisation_id": centre.id,
                "person_id": elder.id,
                "group_id": "member",
                "starts_at": at,
            }
            for elder in elders
            if elder.member
        ],
        using=using,
    )


def _service(stand: Stand) -> dict[str, Any]:
    post, ware = stand.post, stand.post.ware
    return {
        "id": post.service_id, "organisation_id": post.organisation_id, "practitioner_id": post.practitioner_id,
        "mode": stand.mode, "need": ware.need, "name": ware.name, "name_en": ware.name_en, "speciality": ware.need,
        "gender": stand.worker.sex, "insurers": ["urban-employee", "urban-rural-resident"],
        "list_price_minor": ware.price_fen, "duration_minutes": ware.minutes, "offered_at": cast.SINCE,
    }  # fmt: skip


def _rules(stand: Stand, centre: House, at: datetime) -> list[dict[str, Any]]:
    post = stand.post
    whose = {"organisation_id": post.organisation_id, "service_id": post.service_id, "starts_at": at}
    rules = [{**whose, **_named(stand.aged), "priority": 10, "age_from": 80}]
    if stand.members:
        said = {"priority": 20, "group_id": "member", "granted_by_id": centre.id}
        rules.append({**whose, **_named(stand.members), **said})
    return rules


def _named(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id, "name": rule.name, "name_en": rule.name_en, "share_basis_points": rule.share_basis_points,
    }  # fmt: skip
