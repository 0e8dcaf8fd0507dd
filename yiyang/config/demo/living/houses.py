"""Who offers what in a district: one house of every kind that 2,000 elders need, the rarer ones every few districts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from yiyang.config.demo import cast
from yiyang.config.demo.living.dice import Dice
from yiyang.config.demo.living.land import STREETS, Place, address, near
from yiyang.ground.places import bulk

KINDS = (
    # kind, in how many districts there is one, Chinese, English, papers
    ("community-centre", 1, "{}养老服务中心", "{} Care Centre", ("elderly-care-record",)),
    ("clinic", 1, "{}卫生服务站", "{} Health Station", ("medical-practice",)),
    ("hospital", 1, "{}医院", "{} Hospital", ("medical-practice",)),
    ("family-doctor-team", 1, "{}家庭医生团队", "{} Family Doctors", ("medical-practice",)),
    ("home-nursing", 1, "{}居家护理站", "{} Home Nursing", ("medical-practice", "business-licence")),
    ("pharmacy", 1, "{}大药房", "{} Pharmacy", ("drug-business",)),
    ("meal-kitchen", 1, "{}长者食堂", "{} Canteen", ("food-business",)),
    ("nursing-home", 2, "{}颐养院", "{} Residence", ("elderly-care-record", "fire-safety")),
    ("merchant", 3, "{}便民商店", "{} Store", ("business-licence",)),
    ("lodging", 3, "{}旅居小院", "{} Guest House", ("business-licence", "lodging-licence")),
    ("transport", 4, "{}爱心车队", "{} Transport", ("business-licence",)),
    ("laboratory", 10, "{}医学检验所", "{} Laboratory", ("medical-practice", "laboratory")),
    ("device-maker", 10, "{}康复辅具厂", "{} Aids and Devices", ("business-licence", "device-business")),
    ("insurer", 25, "{}长护险服务部", "{} Care Insurance Office", ("business-licence",)),
    ("government", 25, "{}民政服务所", "{} Civil Affairs Office", ()),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """A house of the district."""

    id: UUID
    kind: str
    name: str
    name_en: str


@dataclass
class Rows:
    """What of the district belongs to places."""

    areas: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[dict[str, Any]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    hours: list[dict[str, Any]] = field(default_factory=list)


def key(district: int, kind: str) -> UUID:
    """The fixed id of a district's house."""
    return cast.key(f"town-{district}-{kind}")


def build(district: int, place: Place, dice: Dice, *, using: str) -> tuple[list[House], UUID]:
    """Write the district's area and houses, all of them reviewed and live; answers them and the area."""
    rows = Rows()
    area_id = _areas(rows, district, place)
    houses = [_house(rows, kind, district, place, area_id, dice) for kind in KINDS if district % kind[1] == 0]
    bulk.write(
        areas=rows.areas, organisations=rows.organisations, papers=rows.papers, hours=rows.hours, using=using
    )  # fmt: skip
    return houses, area_id


_STANDING = {"Dujiangyan": "dujiangyan", "Xingfu": "xingfu", "Qingchengshan": "qingchengshan"}


def _areas(rows: Rows, district: int, place: Place) -> UUID:
    """The community below its street, and street and district where nobody wrote them yet."""
    above, street = _area_key(place.district_en), _area_key(place.street_en)
    keeper = {"keeper_id": cast.key("office")}
    if district < len(STREETS):
        first = next(number for number, each in enumerate(STREETS) if each[1] == place.district_en)
        if district == first and place.district_en not in _STANDING:
            rows.areas.append(
                {**keeper, "id": above, "parent_id": cast.key("chengdu"), "kind": "district", "name": place.district,
                 "name_en": place.district_en}
            )  # fmt: skip
        if place.street_en not in _STANDING:
            rows.areas.append(
                {**keeper, "id": street, "parent_id": above, "kind": "street", "name": place.street,
                 "name_en": place.street_en}
            )  # fmt: skip
    community = cast.key(f"town-area-{district}")
    rows.areas.append(
        {**keeper, "id": community, "parent_id": street, "kind": "community", "name": place.name,
         "name_en": place.name_en}
    )  # fmt: skip
    return community


def _area_key(name: str) -> UUID:
    return cast.key(_STANDING.get(name, f"town-area-{name}"))


def _house(
    rows: Rows, kind: tuple[str, int, str, str, tuple[str, ...]], district: int, place: Place, area_id: UUID, dice: Dice
) -> House:
    code, _, name, name_en, papers = kind
    stem, stem_en = place.name.replace("社区", ""), place.name_en.replace(" Community", "")
    house = House(key(district, code), code, name.format(stem), name_en.format(stem_en))
    latitude, longitude = near(dice, place, 600)
    said, said_en = address(dice, place)
    rows.organisations.append(
        {
            "id": house.id,
            "registrar_id": cast.key("office"),
            "area_id": area_id,
            "kinds": [code],
            "name": house.name,
            "name_en": house.name_en,
            "state": "live",
            "address": said,
            "address_en": said_en,
            "latitude": latitude,
            "longitude": longitude,
            "phone": f"0288711{dice.randrange(10_000):04d}",
        }
    )
    for paper in papers:
        rows.papers.append(
            {
                "id": dice.new_id(cast.SINCE),
                "organisation_id": house.id,
                "registrar_id": cast.key("office"),
                "kind": paper,
                "number": f"QC-{district:03d}-{paper[:3].upper()}-{dice.randrange(10_000):04d}",
                "issued_on": date(2025, 1, 1),
                "expires_on": date(2031, 1, 1),
                "added_at": cast.SINCE,
                "verified_at": cast.SINCE,
                "verified_by_id": cast.key("reviewer"),
            }
        )
    for weekday in range(1, 8):
        rows.hours.append(
            {
                "id": dice.new_id(cast.SINCE),
                "organisation_id": house.id,
                "weekday": weekday,
                "opens_at": time(8),
                "closes_at": time(17, 30),
            }
        )
    return house
