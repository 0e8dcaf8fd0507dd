"""What keeps the cast busy today: so that whoever signs in finds something to do, and something that was done.

Written through the rooms' own verbs like the rest of the cast's street.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from yiyang.care.records import services as records
from yiyang.config.demo import cast
from yiyang.config.demo.acting import acting
from yiyang.foundation.actors import Actor
from yiyang.fulfilment.appointment import services as appointment
from yiyang.ground.cases import services as cases
from yiyang.ground.places import services as places
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.ratings import services as ratings
from yiyang.lifecycle.settlement import services as settlement

ATC = "http://www.whocc.no/atc"


def begin(circle: Sequence[UUID], services: Mapping[str, UUID], now: datetime) -> None:
    """Everything of this module, once, after the past month and today's session stand."""
    _visit_of_last_week(services["deng"], now)
    _visit_next_week(services["he-tcm"], now)
    _waiting_room(circle[:4], services["zhao"], now)
    _calls_for_help(circle[0], now)
    _norms(now)
    _entry_to_review(now)
    _paper_that_ends(now)


def _book(person_id: UUID, by: Actor, house: str, session_id: UUID, service_id: UUID, at: datetime) -> OrderRow:
    """An order placed and paid at the house's desk."""
    with acting(by, at):
        order = orders.place(
            by=by,
            now=at,
            service_id=service_id,
            person_id=person_id,
            detail={"session_id": str(session_id)},
            request_key=f"day-{session_id}-{person_id}",
        )
    desk = cast.actor("desk", house)
    with acting(desk, at + timedelta(minutes=3)):
        settlement.take(by=desk, now=at + timedelta(minutes=3), order_id=order.id, request_key="everyday")
    return order


def _sessions(house: str, service_id: UUID, now: datetime, from_: datetime, until: datetime) -> list[UUID]:
    desk = cast.actor("desk", house)
    with acting(desk, now):
        found = capacity.sessions_of(
            desk, cast.key(house), now=now, service_id=service_id, from_=from_, until=until
        )  # fmt: skip
    return [session.id for session in found]


def _visit_of_last_week(service_id: UUID, now: datetime) -> None:
    """Dr Deng saw Wang Guifang: diagnoses, a medicine, an allergy, a signed note; Li Min rated it."""
    guifang, limin = cast.key("guifang"), cast.actor("limin")
    session_id = _sessions("hospital", service_id, now, now - timedelta(days=13), now - timedelta(days=2))[-1]
    order = _book(guifang, limin, "hospital", session_id, service_id, now - timedelta(days=16))
    assert order.starts_at is not None
    at, doctor, desk = order.starts_at, cast.actor("deng", "hospital"), cast.actor("desk", "hospital")
    with acting(desk, at - timedelta(minutes=15)):
        appointment.check_in(by=desk, now=at - timedelta(minutes=15), order_id=order.id)
    with acting(doctor, at):
        visit = appointment.see(by=doctor, now=at, order_id=order.id)
        found: dict[str, Any] = {"by": doctor, "now": at, "person_id": guifang, "encounter_id": visit}
        records.diagnose(**found, code="I10", display="原发性高血压", onset_at=at - timedelta(days=4_000))
        records.diagnose(**found, code="M81", display="骨质疏松症", onset_at=at - timedelta(days=1_500))
        records.warn_of(**found, display="青霉素", criticality="high")
        records.prescribe(
            **found, code="C08CA01", code_system=ATC, display="氨氯地平片 5mg", dosage="每日一次，每次一片，早晨服"
        )
        note = records.note(
            **found, title="门诊记录", text="血压较前平稳，走路稍慢。核对用药，停一种重复的药。嘱防跌倒，两周后复查。"
        )
        records.sign(by=doctor, now=at, kind="Note", record_id=note.record_id)
    with acting(doctor, at + timedelta(minutes=9)):
        appointment.finish(by=doctor, now=at + timedelta(minutes=9), order_id=order.id)
    with acting(limin, at + timedelta(hours=5)):
        ratings.rate(
            by=limin, now=at + timedelta(hours=5), order_id=order.id, quality=5, effect=4, text="把药理清楚了，妈妈放心。"
        )  # fmt: skip


def _visit_next_week(service_id: UUID, now: datetime) -> None:
    """Li Min has booked the TCM doctor for her mother."""
    session_id = _sessions("tcm-clinic", service_id, now, now + timedelta(days=2), now + timedelta(days=12))[0]
    _book(cast.key("guifang"), cast.actor("limin"), "tcm-clinic", session_id, service_id, now - timedelta(hours=20))


def _waiting_room(people: Sequence[UUID], service_id: UUID, now: datetime) -> None:
    """Four neighbours have numbers of Dr Zhao today; the first one sits outside her door."""
    sessions = _sessions("hospital", service_id, now, now - timedelta(hours=1), now + timedelta(hours=20))
    desk = cast.actor("desk", "hospital")
    made = (
        [_book(one, Actor.person(one), "hospital", sessions[0], service_id, now) for one in people] if sessions else []
    )
    if made:
        at = now + timedelta(minutes=3)
        with acting(desk, at):
            appointment.check_in(by=desk, now=at, order_id=made[0].id)


def _calls_for_help(neighbour: UUID, now: datetime) -> None:
    """Wang Guifang called three days ago and was helped; a neighbour called just now, and nurse Chen is on it."""
    nurse = cast.actor("chen", "community")
    for person_id, at, ended in (
        (cast.key("guifang"), now - timedelta(days=3), True),
        (neighbour, now - timedelta(minutes=20), False),
    ):
        caller = Actor.person(person_id)
        with acting(caller, at):
            case_id = cases.call_for_help(by=caller, now=at, person_id=person_id)
        with acting(nurse, at + timedelta(minutes=1)):
            cases.accept(case_id, by=nurse, now=at + timedelta(minutes=1))
        if ended:
            with acting(nurse, at + timedelta(minutes=25)):
                cases.close(
                    case_id, by=nurse, now=at + timedelta(minutes=25), reason="helped", note="头晕，陪坐量血压后好转。"
                )


def _norms(now: datetime) -> None:
    """What every canteen on the platform promises."""
    operator, at = cast.actor("operator", "office"), now - timedelta(days=1, hours=-1)
    with acting(operator, at):
        places.publish_norms(
            by=operator,
            now=at,
            kind="meal-kitchen",
            text="每日留样四十八小时；软硬、糖盐分开；送到时不低于六十度；价格与菜单同挂。",
            text_en="A sample of every meal is kept for 48 hours; soft, low-salt and low-sugar meals apart; 60 °C at the door.",
        )


def _entry_to_review(now: datetime) -> None:
    """A canteen has handed everything in and waits for the reviewer."""
    operator, at = cast.actor("operator", "office"), now - timedelta(days=1)
    with acting(operator, at):
        house = places.register_organisation(
            by=operator,
            now=at,
            name="幸福长者食堂",
            name_en="Xingfu Canteen",
            kinds=["meal-kitchen"],
            organisation_id=cast.key("canteen"),
            area_id=cast.key("xingfu"),
            latitude=Decimal("30.993800"),
            longitude=Decimal("103.641500"),
        )
        application = places.open_application(by=operator, now=at, organisation_id=house.id)
        places.add_paper(
            by=operator,
            now=at,
            organisation_id=house.id,
            kind="food-business",
            number="JY-510181-0932",
            issuer="都江堰市市场监督管理局",
            issued_on=date(2024, 5, 6),
            expires_on=date(2029, 5, 6),
        )
        places.submit_application(by=operator, now=at, application_id=application.id)


def _paper_that_ends(now: datetime) -> None:
    """The hospital's fire-safety certificate ends in three weeks, and its manager is told."""
    manager, reviewer = cast.actor("manager", "hospital"), cast.actor("reviewer", "office")
    at = now - timedelta(days=40)
    with acting(manager, at):
        paper = places.add_paper(
            by=manager,
            now=at,
            organisation_id=cast.key("hospital"),
            kind="fire-safety",
            number="DJY-XF-2025-0102",
            issued_on=date(2025, 1, 1),
            expires_on=(now + timedelta(days=21)).date(),
        )
    with acting(reviewer, at):
        places.verify_paper(by=reviewer, now=at, paper_id=paper.id)
    places.warn_expiring(now)
