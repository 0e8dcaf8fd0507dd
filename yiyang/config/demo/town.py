"""A small living town at the foot of Mount Qingcheng: real places, invented people, the same for the same seed.

Everything is written through the rooms' own verbs, each act by somebody who may do it, at the time it happened: what the
demo shows is what the product does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yiyang.care.records import services as records
from yiyang.care.records.services.observe import Part
from yiyang.config.demo import at_home, cast, everyday
from yiyang.config.demo.acting import acting as acting
from yiyang.config.demo.living.grow import grow
from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.money import Money
from yiyang.foundation.quantities import Quantity
from yiyang.fulfilment.appointment import services as appointment
from yiyang.ground.access import actions
from yiyang.ground.access import services as access
from yiyang.ground.people import services as people
from yiyang.ground.people.models import Account
from yiyang.ground.places import services as places
from yiyang.lifecycle.capacity import selectors as capacity_questions
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import Occupied
from yiyang.lifecycle.capacity.services.plan import Week
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.ratings import services as ratings
from yiyang.lifecycle.settlement import services as settlement

SEED = 20261121
PAST_DAYS = 28
AHEAD_DAYS = 15
ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Doctor:
    """Somebody who gives a numbered session every week, and what it costs."""

    code: str
    house: str
    name: str
    name_en: str
    title: str
    title_en: str
    sex: str
    need: str
    service: str
    service_en: str
    price_fen: int
    weekdays: tuple[int, ...]
    begins: time
    about: str
    about_en: str


HOUSES = [
    # code, area, kind, paper, Chinese, English, latitude, longitude, address, address in English
    (
        "tcm-clinic", "qingchengshan", "clinic", "青城山中医康养门诊", "Qingchengshan TCM Clinic",
        "30.902400", "103.575100", "青城山镇东软大道 6 号", "6 Dongruan Avenue, Qingchengshan",
    ),
    (
        "people-hospital", "xingfu", "hospital", "都江堰市人民医院（示例）", "Dujiangyan People's Hospital (sample)",
        "30.994700", "103.655000", "宝莲路 622 号", "622 Baolian Road",
    ),
]  # fmt: skip
DOCTORS = [
    Doctor("zhao", "hospital", "赵文华", "Dr Zhao Wenhua", "主任医师", "Chief physician", "female", "cardiology",
           "心内科专家号", "Cardiology, specialist", 2500, (1, 3, 5), time(8, 30),
           "看高血压、心衰和胸闷二十多年，说话慢，解释清楚。",
           "Twenty years of hypertension, heart failure and chest pain. Speaks slowly and explains."),
    Doctor("luo", "hospital", "罗建平", "Dr Luo Jianping", "副主任医师", "Associate chief physician", "male", "cardiology",
           "心内科普通号", "Cardiology", 1200, (1, 2, 4), time(14, 0),
           "常见心血管病的复诊和调药。", "Follow-up and medicines for common heart disease."),
    Doctor("tang", "people-hospital", "唐秀兰", "Dr Tang Xiulan", "主治医师", "Attending physician", "female", "cardiology",
           "心内科门诊号", "Cardiology clinic", 1000, (2, 4, 6), time(9, 0),
           "新开的心内科门诊，可带外院的检查结果。", "A new clinic; bring results from other hospitals."),
    Doctor("ma-eye", "people-hospital", "马静怡", "Dr Ma Jingyi", "副主任医师", "Associate chief physician", "female",
           "ophthalmology", "眼科门诊号", "Eye clinic", 1500, (1, 5), time(9, 0),
           "白内障和老花眼。", "Cataract and old eyes."),
    Doctor("deng", "hospital", "邓国强", "Dr Deng Guoqiang", "副主任医师", "Associate chief physician", "male", "geriatrics",
           "老年医学门诊号", "Geriatrics", 1800, (2, 5), time(8, 30),
           "多病共存、用药太多、走路不稳，都可以来问。", "Several illnesses, too many medicines, unsteady walking."),
    Doctor("he-tcm", "tcm-clinic", "何清源", "Dr He Qingyuan", "中医主任医师", "Chief TCM physician", "male", "tcm",
           "中医调养号", "TCM recuperation", 3000, (1, 3, 6), time(9, 0),
           "术后与旅居调养，针灸、推拿和节气食养。", "Recuperation after operations and for sojourners; acupuncture, tuina, diet."),
]  # fmt: skip
FAMILY_NAMES = "张王李赵陈杨黄周吴徐孙胡朱高林何郭马罗梁"
GIVEN_NAMES = [
    "秀英",
    "桂兰",
    "玉珍",
    "德华",
    "国强",
    "淑芬",
    "建国",
    "素琴",
    "长明",
    "惠芳",
    "明辉",
    "正才",
    "玉兰",
    "光荣",
]
VOICES = [
    (5, 5, "讲得很清楚，我妈妈都听懂了。新的药量很合适。"),
    (5, 4, "医生耐心，等了二十分钟。"),
    (4, 4, "护士帮我填表，很好。"),
    (5, 5, "态度和气，看得仔细。"),
    (4, 5, "血压下来了，谢谢。"),
    (3, 4, "人有点多，走廊里座位少。"),
    (5, 5, ""),
    (4, 4, ""),
]
ELDERS = 24


def plant(now: datetime, phrase: str, say: Callable[[str], None], *, elders: int = 0) -> None:
    """Write the cast, its street and a town of so many more elders; everybody's password becomes `phrase`.

    What stands is left as it is; a town that was interrupted grows on. Raises TownStands for a town of another size.
    """
    sealed = make_password(phrase)
    with transaction.atomic(using="owner"):
        cast.plant("owner")
        Account.objects.using("owner").update(password=sealed)
    if not _standing():
        _street(now, say)
    if elders:
        say(f"A town of {elders:,} elders grows around them …")
        grow(elders, now, say, password=sealed)


def _street(now: datetime, say: Callable[[str], None]) -> None:
    """The cast's own street: a few houses and elders, every deed done by the verb that does it in a running site."""
    begin = now - timedelta(days=PAST_DAYS + 2)
    dice = random.Random(SEED)  # noqa: S311 – a town, not a secret
    say("Opening houses and their doors …")
    for house in HOUSES:
        _open_house(house, begin)
    say("Doctors put up their hours …")
    services = {doctor.code: _put_up(doctor, begin, now) for doctor in DOCTORS}
    _set_prices(services, begin)
    _offer_packages(services, begin)
    say(f"{ELDERS} elders move in …")
    circle = [_move_in(place, dice, begin) for place in range(ELDERS)]
    say("A month goes by: bookings, visits, bills, opinions …")
    _live(circle, services, dice, now)
    _guifang(services, dice, now)
    say("A company begins to nurse at home …")
    at_home.plant(now)
    _apply_for_entry(now)
    _open_today(services["zhao"])
    everyday.begin(circle, services, now)


def _standing() -> bool:
    from yiyang.lifecycle.offers.selectors import services_of

    hospital = cast.key("hospital")
    with acting(cast.actor("manager", "hospital"), cast.SINCE) as manager:
        return bool(services_of(manager, hospital))


def _open_house(house: tuple[str, ...], at: datetime) -> None:
    code, area, kind, name, name_en, latitude, longitude, address, address_en = house
    key = cast.key(code)
    operator, reviewer = cast.actor("operator", "office"), cast.actor("reviewer", "office")
    with acting(operator, at):
        places.register_organisation(
            by=operator, now=at, name=name, name_en=name_en, kinds=[kind], organisation_id=key, area_id=cast.key(area),
            latitude=Decimal(latitude), longitude=Decimal(longitude), address=address, address_en=address_en,
            phone="02887110000",
        )  # fmt: skip
        application = places.open_application(by=operator, now=at, organisation_id=key)
        paper = places.add_paper(
            by=operator, now=at, organisation_id=key, kind="medical-practice", number=f"PDY-{code.upper()}-2026",
            issuer="都江堰市卫生健康局", issued_on=date(2021, 1, 1), expires_on=date(2031, 1, 1),
        )  # fmt: skip
    with acting(reviewer, at):
        places.verify_paper(by=reviewer, now=at, paper_id=paper.id)
    with acting(operator, at):
        places.submit_application(by=operator, now=at, application_id=application.id)
    with acting(reviewer, at):
        places.approve(by=reviewer, now=at, application_id=application.id)
    with acting(operator, at):
        for holder, role in (("manager", actions.MANAGER), ("desk", actions.DESK)):
            access.assign(by=operator, now=at, holder_id=cast.key(holder), organisation_id=key, role=role)


def _put_up(doctor: Doctor, begin: datetime, now: datetime) -> UUID:
    """Employ the doctor (Dr Zhao is there already), offer the service, plan its sessions; returns the service."""
    house = cast.key(doctor.house)
    manager = cast.actor("manager", doctor.house)
    with acting(manager, begin):
        practitioner_id = cast.key(f"practitioner-{doctor.code}")
        if doctor.code != "zhao":
            _employ(manager, doctor, practitioner_id, begin)
        service = offers.offer(
            by=manager, now=begin, organisation_id=house, need=doctor.need, mode="appointment", name=doctor.service,
            name_en=doctor.service_en, price=Money(doctor.price_fen), practitioner_id=practitioner_id,
            speciality=doctor.need, gender=doctor.sex, description=doctor.about, description_en=doctor.about_en,
            insurers=["urban-employee", "urban-rural-resident"], terms="prepaid", duration_minutes=10,
        )  # fmt: skip
        offers.publish_cancellation(by=manager, now=begin, service_id=service.id, shares={14: 10_000, 1: 5_000})
        schedule = capacity.open_schedule(
            by=manager, now=begin, service_id=service.id, from_on=day_of(begin, ZONE), room="",
            week=[Week(day, doctor.begins, 12, 10) for day in doctor.weekdays],
        )  # fmt: skip
        capacity.plan(
            by=manager, now=begin, schedule_id=schedule, until_on=day_of(now, ZONE) + timedelta(days=AHEAD_DAYS)
        )
    return service.id


def _employ(manager: Actor, doctor: Doctor, practitioner_id: UUID, at: datetime) -> None:
    person = people.register_person(
        by=manager, now=at, name=doctor.name, sex=doctor.sex, person_id=cast.key(doctor.code), birth_on=date(1975, 5, 5)
    )
    people.register_practitioner(
        by=manager, now=at, person_id=person.id, practitioner_id=practitioner_id, name=doctor.name,
        name_en=doctor.name_en, title=doctor.title, title_en=doctor.title_en,
    )  # fmt: skip
    people.employ(by=manager, now=at, practitioner_id=practitioner_id, role=actions.DOCTOR, specialty=doctor.need)
    people.add_licence(
        by=manager, now=at, practitioner_id=practitioner_id, kind="physician",
        number=f"1105101810{abs(hash_of(doctor.code)) % 10**5:05d}", expires_on=date(2031, 1, 1),
    )  # fmt: skip
    access.assign(by=manager, now=at, holder_id=person.id, organisation_id=cast.key(doctor.house), role=actions.DOCTOR)


def hash_of(text: str) -> int:
    """A number that is the same on every machine, unlike Python's own hash."""
    return cast.key(text).int


def _set_prices(services: dict[str, UUID], at: datetime) -> None:
    houses = {doctor.code: doctor.house for doctor in DOCTORS}
    for code, service_id in services.items():
        manager = cast.actor("manager", houses[code])
        with acting(manager, at):
            if houses[code] == "hospital":
                offers.set_price_rule(
                    by=manager, now=at, service_id=service_id, name="幸福社区会员价 2026",
                    name_en="Xingfu members 2026", priority=20, starts_at=at, group="member",
                    granted_by_id=cast.key("community"), share_basis_points=8_000,
                )  # fmt: skip
            offers.set_price_rule(
                by=manager, now=at, service_id=service_id, name="八十岁以上优待", name_en="From eighty years on",
                priority=10, starts_at=at, ages=(80, None), share_basis_points=9_000,
            )  # fmt: skip


def _offer_packages(services: dict[str, UUID], at: datetime) -> None:
    """Five visits for the price of four at the clinic for recuperation, and a season with the heart specialist."""
    for house, name, name_en, fen, days, doctor, uses in (
        ("tcm-clinic", "节气调养五次套餐", "Five visits of recuperation", 12_000, 180, "he-tcm", 5),
        ("hospital", "心内科复诊三次套餐", "Three heart check-ups", 6_000, 365, "zhao", 3),
    ):
        manager = cast.actor("manager", house)
        with acting(manager, at):
            offers.make_package(
                by=manager, now=at, organisation_id=cast.key(house), name=name, name_en=name_en, price=Money(fen),
                valid_days=days, uses={services[doctor]: uses}, sold_by="course", request_key=name_en,
            )  # fmt: skip


def _move_in(place: int, dice: random.Random, at: datetime) -> UUID:
    nurse = cast.actor("chen", "community")
    name = dice.choice(FAMILY_NAMES) + dice.choice(GIVEN_NAMES)
    born = date(1936 + dice.randrange(24), 1 + dice.randrange(12), 1 + dice.randrange(28))
    with acting(nurse, at):
        person = people.register_person(
            by=nurse, now=at, name=name, sex=dice.choice(["female", "male"]), birth_on=born,
            person_id=cast.key(f"elder-{place}"), area_id=cast.key("xingfu"),
            living_ability="self-care" if dice.random() < 0.6 else "partly-dependent",
        )  # fmt: skip
        people.move_setting(by=nurse, now=at, person_id=person.id, kind="home", responsible_id=cast.key("community"))
        if dice.random() < 0.5:
            offers.enrol(by=nurse, now=at, organisation_id=cast.key("community"), person_id=person.id, group="member")
    return person.id


def _live(circle: list[UUID], services: dict[str, UUID], dice: random.Random, now: datetime) -> None:
    """Visits of the past weeks, fewer for the newcomer; each booked, paid, seen, closed and mostly rated."""
    share = {"zhao": 12, "luo": 8, "tang": 2, "ma-eye": 5, "deng": 6, "he-tcm": 7}
    for doctor in DOCTORS:
        desk = cast.actor("desk", doctor.house)
        with acting(desk, now):
            past = capacity_questions.sessions_of(
                desk, cast.key(doctor.house), now=now, service_id=services[doctor.code],
                from_=now - timedelta(days=PAST_DAYS), until=now - timedelta(hours=2),
            )  # fmt: skip
        taken: set[tuple[UUID, date]] = set()
        for _ in range(share[doctor.code]):
            session, person_id = dice.choice(past), dice.choice(circle)
            if (person_id, session.starts_at.date()) in taken:
                continue
            taken.add((person_id, session.starts_at.date()))
            _visit(person_id, doctor, services[doctor.code], session.id, session.starts_at, dice)


def _visit(
    person_id: UUID, doctor: Doctor, service_id: UUID, session_id: UUID, starts_at: datetime, dice: random.Random
) -> None:
    elder, desk = Actor.person(person_id), cast.actor("desk", doctor.house)
    physician = Actor.person(cast.key(doctor.code), cast.key(doctor.house))
    booked_at = starts_at - timedelta(days=1, minutes=dice.randrange(600))
    with acting(elder, booked_at):
        order = orders.place(
            by=elder, now=booked_at, service_id=service_id, person_id=person_id,
            detail={"session_id": str(session_id)}, request_key=f"town-{session_id}-{person_id}",
        )  # fmt: skip
    assert order.starts_at is not None
    paid_at = booked_at + timedelta(minutes=4)
    with acting(desk, paid_at):
        settlement.take(by=desk, now=paid_at, order_id=order.id, request_key="town")
    seen_at = order.starts_at
    with acting(desk, seen_at - timedelta(minutes=12)):
        appointment.check_in(by=desk, now=seen_at - timedelta(minutes=12), order_id=order.id)
    with acting(physician, seen_at):
        encounter_id = appointment.see(by=physician, now=seen_at, order_id=order.id)
        note = records.note(
            by=physician, now=seen_at, person_id=person_id, encounter_id=encounter_id, title="门诊记录",
            text="复诊。一般情况可，按原方案继续，两周后复查。",
        )  # fmt: skip
        records.sign(by=physician, now=seen_at, kind="Note", record_id=note.record_id)
    done_at = seen_at + timedelta(minutes=9)
    with acting(physician, done_at):
        appointment.finish(by=physician, now=done_at, order_id=order.id)
    if dice.random() < 0.85:
        quality, effect, text = dice.choice(VOICES)
        rated_at = done_at + timedelta(hours=3)
        with acting(elder, rated_at):
            ratings.rate(by=elder, now=rated_at, order_id=order.id, quality=quality, effect=effect, text=text)


def _guifang(services: dict[str, UUID], dice: random.Random, now: datetime) -> None:
    """Wang Guifang's own weeks: blood pressure twice a day, a known allergy, a number next week, a member's price."""
    guifang, nurse = cast.key("guifang"), cast.actor("chen", "community")
    start = now - timedelta(days=7)
    with acting(nurse, start):
        offers.enrol(by=nurse, now=start, organisation_id=cast.key("community"), person_id=guifang, group="member")
    for half_day in range(14):
        at = start + timedelta(hours=12 * half_day + 1)
        with acting(nurse, at):
            systolic = 140 - half_day // 3 + dice.randrange(-4, 5)
            records.observe(
                by=nurse, now=at, person_id=guifang, code="85354-9", display="Blood pressure",
                parts=[
                    Part("8480-6", Quantity(Decimal(systolic), "mm[Hg]")),
                    Part("8462-4", Quantity(Decimal(80 + dice.randrange(-4, 5)), "mm[Hg]")),
                ],
            )  # fmt: skip


def _apply_for_entry(now: datetime) -> None:
    """A home-nursing company waits for its review, with one paper still missing."""
    operator, at = cast.actor("operator", "office"), now - timedelta(days=2)
    with acting(operator, at):
        house = places.register_organisation(
            by=operator, now=at, name="青城居家护理服务部", name_en="Qingcheng Home Nursing", kinds=["home-nursing"],
            organisation_id=cast.key("home-nursing"), area_id=cast.key("xingfu"),
        )  # fmt: skip
        places.open_application(by=operator, now=at, organisation_id=house.id)


def _open_today(service_id: UUID) -> None:
    """Dr Zhao adds a session today, so that the town can be lived in at whatever hour somebody looks at it.

    Shortly before midnight it begins on the next day; while she sees patients anyway, nothing is added.
    """
    manager, now = cast.actor("manager", "hospital"), clock.now()
    begins = now + timedelta(minutes=25)
    if day_of(begins, ZONE) != day_of(now, ZONE):
        begins = now + timedelta(minutes=4)
    with acting(manager, now), suppress(Occupied), transaction.atomic():
        capacity.add_session(
            by=manager, now=now, service_id=service_id, starts_at=begins, numbers=12, minutes_per_number=10
        )
