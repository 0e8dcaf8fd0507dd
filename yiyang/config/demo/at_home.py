"""A home-nursing company in the town: its entry, its services, its nurses and their shifts, the list in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from yiyang.config.demo import cast
from yiyang.config.demo.acting import acting
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.services import Entry
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.people import services as people
from yiyang.ground.places import services as places
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders

HOUSE = "qinghe"
ZONE = ZoneInfo("Asia/Shanghai")
DAYS_AHEAD = 15
SERVICES = [
    # need, item, Chinese, English, yuan, minutes, way in yuan
    ("nursing-visit", "assessment", "首次上门评估", "First assessment at home", 60, 60, 0),
    ("dressing-change", "hn37", "上门伤口换药", "Dressing change at home", 120, 45, 10),
    ("injection", "hn40", "上门皮下注射", "Subcutaneous injection at home", 80, 30, 10),
    ("bathing", "hn06", "上门助浴", "Help with bathing", 100, 60, 0),
    ("nursing-visit", "escort", "陪同就医", "Escort to hospital", 160, 240, 0),
    ("housekeeping", "cleaning", "家政保洁", "Housekeeping", 90, 120, 0),
]
GOODS = [("gauze", "无菌敷料", "Sterile dressing", 1_200), ("gloves", "手套", "Gloves", 200)]
NURSES = [
    # code, Chinese, English, title, title in English, hour the shift begins
    ("liu", "刘芳", "Nurse Liu Fang", "护师", "Nurse practitioner", 8),
    ("yang", "杨洁", "Nurse Yang Jie", "主管护师", "Charge nurse", 9),
]
HOME = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 15}


def plant(now: datetime) -> None:
    """Open the company and let it work: what stands afterwards was done through the rooms' own verbs."""
    begin = now - timedelta(days=10)
    operator = cast.actor("operator", "office")
    with acting(operator, begin):
        visits.take_over(by=operator, now=begin, province="51")
    _open(begin)
    manager = cast.actor("manager", HOUSE)
    with acting(manager, begin):
        services = {item: _offer(manager, begin, *row) for row in SERVICES for item in [row[1]]}
        for code, name, name_en, fen in GOODS:
            visits.price_consumable(by=manager, now=begin, code=code, name=name, name_en=name_en, price=Money(fen))
        people.employ(
            by=manager, now=begin, practitioner_id=cast.key("practitioner-chen"), role=actions.NURSE,
            specialty="home-nursing",
        )  # fmt: skip
        for nurse in NURSES:
            _employ(manager, begin, *nurse[:5])
        _shifts(manager, begin, now)
    _first_assessment(services["assessment"], now)


def _open(at: datetime) -> None:
    """Sun Li enters the company, Wu Yue checks its papers and lets it in; Zhou Li manages it, He Ping sits at its desk."""
    operator, reviewer, key = cast.actor("operator", "office"), cast.actor("reviewer", "office"), cast.key(HOUSE)
    with acting(operator, at):
        places.register_organisation(
            by=operator, now=at, name="清和居家护理", name_en="Qinghe Home Nursing", kinds=["home-nursing"],
            organisation_id=key, area_id=cast.key("xingfu"), latitude=Decimal("30.992600"),
            longitude=Decimal("103.638800"), address="幸福路 88 号", address_en="88 Xingfu Road", phone="02887115588",
        )  # fmt: skip
        application = places.open_application(by=operator, now=at, organisation_id=key)
        papers = [
            places.add_paper(
                by=operator, now=at, organisation_id=key, kind=kind, number=f"{kind.upper()}-QH-2026",
                issuer="都江堰市卫生健康局", issued_on=date(2024, 1, 1), expires_on=expires,
            )
            for kind, expires in (("business-licence", None), ("medical-practice", date(2031, 1, 1)))
        ]  # fmt: skip
    with acting(reviewer, at):
        for paper in papers:
            places.verify_paper(by=reviewer, now=at, paper_id=paper.id)
    with acting(operator, at):
        places.submit_application(by=operator, now=at, application_id=application.id)
    with acting(reviewer, at):
        places.approve(by=reviewer, now=at, application_id=application.id)
    with acting(operator, at):
        for holder, role in (("manager", actions.MANAGER), ("desk", actions.DESK)):
            access.assign(by=operator, now=at, holder_id=cast.key(holder), organisation_id=key, role=role)


def _offer(
    manager: Actor, at: datetime, need: str, item: str, name: str, name_en: str, yuan: int, minutes: int, way: int
) -> UUID:
    service = offers.offer(
        by=manager, now=at, organisation_id=cast.key(HOUSE), need=need, mode="home_visit", name=name, name_en=name_en,
        price=Money(yuan * 100), terms="postpaid", duration_minutes=minutes, open_limit=40,
    )  # fmt: skip
    visits.undertake(by=manager, now=at, service_id=service.id, item_code=item, travel_fee=Money(way * 100))
    return service.id


def _employ(manager: Actor, at: datetime, code: str, name: str, name_en: str, title: str, title_en: str) -> None:
    person = people.register_person(
        by=manager, now=at, name=name, sex="female", person_id=cast.key(code), birth_on=date(1988, 8, 8)
    )
    key = cast.key(f"practitioner-{code}")
    people.register_practitioner(
        by=manager, now=at, person_id=person.id, practitioner_id=key, name=name, name_en=name_en, title=title,
        title_en=title_en,
    )  # fmt: skip
    people.employ(by=manager, now=at, practitioner_id=key, role=actions.NURSE, specialty="home-nursing")
    number = f"51018100{cast.key(code).int % 10**4:04d}"
    people.add_licence(
        by=manager, now=at, practitioner_id=key, kind="nurse", number=number, issued_on=date(2014, 7, 1),
        expires_on=date(2031, 7, 1),
    )  # fmt: skip


def _shifts(manager: Actor, at: datetime, now: datetime) -> None:
    """Every day from yesterday on; Nurse Chen's is a long one, so that the demo can be lived in at any hour."""
    today = now.astimezone(ZONE).replace(minute=0, second=0, microsecond=0, hour=0)
    for day in range(-1, DAYS_AHEAD):
        begins = today + timedelta(days=day)
        people.add_window(
            by=manager, now=at, practitioner_id=cast.key("practitioner-chen"), starts_at=begins,
            ends_at=begins + timedelta(hours=24),
        )  # fmt: skip
        for code, _, _, _, _, hour in NURSES:
            people.add_window(
                by=manager, now=at, practitioner_id=cast.key(f"practitioner-{code}"),
                starts_at=begins + timedelta(hours=hour), ends_at=begins + timedelta(hours=hour + 9),
            )  # fmt: skip


def _first_assessment(service_id: UUID, now: datetime) -> None:
    """Yesterday Nurse Chen looked at Wang Guifang's home for the first time, and found that care can be given there."""
    limin, chen = cast.actor("limin"), cast.actor("chen", HOUSE)
    booked, at = now - timedelta(days=2), now - timedelta(days=1)
    with acting(limin, booked):
        order = orders.place(
            by=limin, now=booked, service_id=service_id, person_id=cast.key("guifang"),
            detail={"starts_at": at.isoformat(), "practitioner_id": str(cast.key("practitioner-chen"))},
            request_key="town-first-assessment",
        )  # fmt: skip
    told: list[tuple[str, int, dict[str, object]]] = [
        ("set_out", -15, {}),
        ("arrived", 0, {**HOME}),
        ("checked", 3, {"line": 0}),
        ("checked", 4, {"line": 1}),
        ("observed", 6, {"code": "85354-9", "8480-6": 138, "8462-4": 82}),
        (
            "assessed",
            30,
            {"fit": True, "needs": "骶尾部皮肤需护理；浴室无扶手，助浴须有人在旁。", "risks": "夜间起身易跌倒。"},
        ),
        ("signed", 35, {"name": "王桂芳", "relation": "self"}),
        ("departed", 36, {**HOME}),
    ]
    done = at + timedelta(minutes=40)
    with acting(chen, done):
        visits.hand_in(
            by=chen, now=done, visit_id=order.id,
            entries=[
                Entry(key=new_id(), kind=kind, at=at + timedelta(minutes=minutes), seq=seq, data=data)
                for seq, (kind, minutes, data) in enumerate(told)
            ],
        )  # fmt: skip
