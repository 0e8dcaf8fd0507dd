"""Where the town lies: streets and towns that are there, around points that lie in them; the communities are invented.

The first is Xingfu in Dujiangyan, where the cast lives; then outward from the mountain into the plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import cos, sin
from random import Random

DISTRICTS = (
    # district, in English; its streets and towns with a point within each
    ("都江堰市", "Dujiangyan", (
        ("幸福街道", "Xingfu", 30.9905, 103.6420), ("灌口街道", "Guankou", 30.9990, 103.6190),
        ("青城山镇", "Qingchengshan", 30.9020, 103.5720), ("奎光塔街道", "Kuiguangta", 30.9790, 103.6290),
        ("银杏街道", "Yinxing", 30.9860, 103.6600), ("蒲阳街道", "Puyang", 31.0340, 103.6700),
        ("聚源镇", "Juyuan", 30.9480, 103.7010), ("天马镇", "Tianma", 30.9760, 103.7450),
        ("石羊镇", "Shiyang", 30.8460, 103.6560), ("玉堂街道", "Yutang", 30.9560, 103.6040),
    )),
    ("崇州市", "Chongzhou", (
        ("崇阳街道", "Chongyang", 30.6310, 103.6720), ("羊马街道", "Yangma", 30.6500, 103.7600),
        ("怀远镇", "Huaiyuan", 30.6790, 103.5290), ("街子镇", "Jiezi", 30.8120, 103.5650),
        ("元通镇", "Yuantong", 30.7130, 103.6010),
    )),
    ("彭州市", "Pengzhou", (
        ("天彭街道", "Tianpeng", 30.9860, 103.9420), ("丽春镇", "Lichun", 30.9560, 103.8560),
        ("通济镇", "Tongji", 31.1560, 103.8420), ("敖平镇", "Aoping", 31.0800, 104.0100),
    )),
    ("郫都区", "Pidu", (
        ("郫筒街道", "Pitong", 30.8100, 103.8860), ("犀浦街道", "Xipu", 30.7560, 103.9720),
        ("安德街道", "Ande", 30.8700, 103.8010), ("唐昌镇", "Tangchang", 30.9200, 103.8260),
    )),
    ("温江区", "Wenjiang", (
        ("柳城街道", "Liucheng", 30.6910, 103.8390), ("公平街道", "Gongping", 30.6990, 103.8780),
        ("永宁街道", "Yongning", 30.7330, 103.8730), ("万春镇", "Wanchun", 30.7630, 103.7930),
    )),
    ("大邑县", "Dayi", (
        ("晋原街道", "Jinyuan", 30.5860, 103.5180), ("安仁镇", "Anren", 30.5080, 103.6220),
        ("悦来镇", "Yuelai", 30.6590, 103.4450),
    )),
)  # fmt: skip
STREETS = tuple((district, english, *street) for district, english, streets in DISTRICTS for street in streets)
_COMMUNITIES = (
    ("青竹", "Qingzhu"), ("银杏苑", "Yinxingyuan"), ("翠月湖", "Cuiyuehu"), ("清溪", "Qingxi"), ("和园", "Heyuan"),
    ("桂花", "Guihua"), ("望峰", "Wangfeng"), ("锦江坊", "Jinjiangfang"), ("永乐", "Yongle"), ("春晖", "Chunhui"),
    ("红枫", "Hongfeng"), ("安澜", "Anlan"), ("慈竹", "Cizhu"), ("松涛", "Songtao"), ("玉兰", "Yulan"),
    ("福寿", "Fushou"), ("平安里", "Ping'anli"), ("泉水", "Quanshui"), ("柏条河", "Baitiaohe"), ("芙蓉", "Furong"),
)  # fmt: skip
_ROADS = (
    ("幸福路", "Xingfu Road"), ("建设路", "Jianshe Road"), ("观景路", "Guanjing Road"), ("永安大道", "Yong'an Avenue"),
    ("翠竹街", "Cuizhu Street"), ("蒲阳路", "Puyang Road"), ("青城路", "Qingcheng Road"), ("江安路", "Jiang'an Road"),
    ("学府路", "Xuefu Road"), ("太平街", "Taiping Street"), ("文庙街", "Wenmiao Street"), ("柳河街", "Liuhe Street"),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A community: its street and district, its names, and a point in the middle of it."""

    district: str
    district_en: str
    street: str
    street_en: str
    name: str
    name_en: str
    latitude: float
    longitude: float


def community(number: int) -> Place:
    """The community of a district of the town, counted from 0; the first ones lie nearest to the mountain."""
    place, turn = number % len(STREETS), number // len(STREETS)
    district, district_en, street, street_en, latitude, longitude = STREETS[place]
    name, name_en = _COMMUNITIES[(turn + place) % len(_COMMUNITIES)]
    again = turn // len(_COMMUNITIES)
    suffix, suffix_en = (f"{again + 1}区", f" {again + 1}") if again else ("", "")
    # Communities of one street lie on a spiral of about 700 metres a turn.
    angle, radius = 2.4 * turn, 0.0025 * turn**0.5
    point = Random(number)  # noqa: S311 – a town, not a secret
    return Place(
        district, district_en, street, street_en, f"{name}社区{suffix}", f"{name_en} Community{suffix_en}",
        latitude + radius * cos(angle) + point.uniform(-0.001, 0.001),
        longitude + radius * sin(angle) + point.uniform(-0.001, 0.001),
    )  # fmt: skip


def near(dice: Random, place: Place, metres: float) -> tuple[Decimal, Decimal]:
    """A point within so many metres of the middle of a community, latitude and longitude."""
    degrees = metres / 111_000
    latitude = place.latitude + dice.uniform(-degrees, degrees)
    longitude = place.longitude + dice.uniform(-degrees, degrees) * 1.16
    return Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")


def address(dice: Random, place: Place) -> tuple[str, str]:
    """A road and a number, in both languages."""
    (road, road_en), number = dice.choice(_ROADS), dice.randrange(1, 320)
    return f"{place.street}{road} {number} 号", f"{number} {road_en}, {place.street_en}"
