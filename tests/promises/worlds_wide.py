"""What else either world holds: care at home with a picture, a package, papers of money, a list, a leave, a price rule."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from PIL import Image

from yiyang.care.records import services as records
from yiyang.config.demo.acting import acting
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.services import Entry, SeriesWish
from yiyang.ground.access import actions
from yiyang.ground.access.models import RoleAssignment
from yiyang.ground.people import services as people
from yiyang.ground.people.models import PractitionerLicence
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.models import Closure, Schedule
from yiyang.lifecycle.exchange import services as exchange
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.offers.models import Package
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.settlement import services as settlement


@dataclass(frozen=True)
class House:
    """A house with its people, the person it cares for, and a word that runs through all they write."""

    id: UUID
    manager: Actor
    desk: Actor
    doctor: Actor
    nurse: Actor
    practitioner_id: UUID
    person_id: UUID
    relative: Actor
    word: str


def widen(house: House, now: datetime, *, service: UUID, seen: UUID) -> dict[str, UUID | int]:
    """Live the rest of the story in one house; `seen` is a paid order that has ended. Ids by kind."""
    begin = now - timedelta(days=6)
    found = {**_at_home(house, begin, now), **_package(house, now), **_money(house, now, seen)}
    with acting(house.manager, now):
        found["rule"] = offers.set_price_rule(
            by=house.manager, now=now, service_id=service, name=f"{house.word} rule", priority=7, starts_at=now,
            ages=(97, None), price_minor=100,
        )  # fmt: skip
        day = now + timedelta(days=40)
        capacity.close(
            by=house.manager, now=now, organisation_id=house.id, starts_at=day, ends_at=day + timedelta(hours=2)
        )
        found["run"] = exchange.hand_in(
            by=house.manager, now=now, kind="elders", content=f"name\n{house.word}\n".encode(), request_key=house.word
        )
    with acting(house.relative, now):
        found["attachment"] = records.attach(
            by=house.relative, now=now, person_id=house.person_id, content=_picture(), title=f"{house.word} letter",
            request_key="world",
        ).id  # fmt: skip
    with transaction.atomic(using="owner"):
        mine = {"organisation_id": house.id}
        found["closure"] = Closure.objects.using("owner").get(**mine, starts_at=day).id
        found["schedule"] = Schedule.objects.using("owner").filter(**mine).latest("id").id
        found["assignment"] = RoleAssignment.objects.using("owner").filter(**mine).latest("id").id
        found["licence"] = (
            PractitionerLicence.objects.using("owner").filter(practitioner_id=house.practitioner_id).latest("id").id
        )
    return found


def _at_home(house: House, begin: datetime, now: datetime) -> dict[str, UUID | int]:
    """A first assessment with a photograph, a doctor's order, two visits ahead."""
    with acting(house.manager, begin):
        services = {}
        for item, need in (("assessment", "nursing-visit"), ("hn06", "nursing-visit")):
            service = offers.offer(
                by=house.manager, now=begin, organisation_id=house.id, need=need, mode="home_visit", name=f"上门 {item}",
                name_en=f"At home {item}", price=Money(6_000), terms="postpaid", duration_minutes=60, open_limit=40,
            )  # fmt: skip
            visits.undertake(by=house.manager, now=begin, service_id=service.id, item_code=item, travel_fee=Money(0))
            services[item] = service.id
        people.employ(
            by=house.manager, now=begin, practitioner_id=house.practitioner_id, role=actions.NURSE,
            specialty="home-nursing",
        )  # fmt: skip
        for day in range(18):
            people.add_window(
                by=house.manager, now=begin, practitioner_id=house.practitioner_id,
                starts_at=begin + timedelta(days=day), ends_at=begin + timedelta(days=day + 1),
            )  # fmt: skip
    at, chosen = now - timedelta(days=1), str(house.practitioner_id)
    with acting(house.relative, begin):
        first = orders.place(
            by=house.relative, now=begin, service_id=services["assessment"], person_id=house.person_id,
            detail={"starts_at": at.isoformat(), "practitioner_id": chosen, "address": f"{house.word} road 1"},
            request_key="world-assessment",
        )  # fmt: skip
    picture = new_id()
    with acting(house.nurse, at + timedelta(minutes=50)):
        visits.hand_in(
            by=house.nurse, now=at + timedelta(minutes=50), visit_id=first.id, entries=_told(house.word, at, picture)
        )
    with acting(house.doctor, now):
        request = visits.order_care(
            by=house.doctor, now=now, person_id=house.person_id, item_code="hn37", instruction=f"{house.word} dressing",
            reason=f"{house.word} wound", visits=3, days=60, request_key="world",
        )  # fmt: skip
    start = (now + timedelta(days=3)).replace(hour=2, minute=0, second=0, microsecond=0)
    with acting(house.relative, now):
        wish = SeriesWish(
            service_id=services["hn06"], person_id=house.person_id,
            detail={"practitioner_id": chosen, "address": f"{house.word} road 1"},
        )  # fmt: skip
        series, placed = visits.book_series(
            by=house.relative, now=now, wish=wish, starts=visits.dates_from(start, 2, 2), request_key="world-series"
        )
    assert series is not None
    return {"visit": placed[0].id, "visit_series": series, "picture": picture, "care_request": request.id}


def _told(word: str, at: datetime, picture: UUID) -> list[Entry]:
    place = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 15}
    rows: list[tuple[UUID, str, int, dict[str, object]]] = [
        (new_id(), "set_out", -15, {}),
        (new_id(), "arrived", 0, place),
        (new_id(), "assessed", 20, {"fit": True, "needs": f"{word} needs", "risks": f"{word} risks"}),
        (
            picture,
            "photographed",
            30,
            {"content": base64.b64encode(_picture() + word.encode()).decode(), "caption": word},
        ),
        (new_id(), "signed", 35, {"name": word, "relation": "self"}),
        (new_id(), "departed", 36, place),
    ]
    return [
        Entry(key=key, kind=kind, at=at + timedelta(minutes=minutes), seq=seq, data=data)
        for seq, (key, kind, minutes, data) in enumerate(rows)
    ]


def _package(house: House, now: datetime) -> dict[str, UUID | int]:
    """A package on sale, and one of it bought."""
    with acting(house.manager, now):
        single = offers.offer(
            by=house.manager, now=now, organisation_id=house.id, need="cardiology", mode="appointment", name="套餐号",
            name_en="By package", price=Money(5_000), duration_minutes=10,
        )  # fmt: skip
        package = offers.make_package(
            by=house.manager, now=now, organisation_id=house.id, uses={single.id: 5}, sold_by="course", name="五次套餐",
            name_en="Five visits", price=Money(20_000), valid_days=90,
        )  # fmt: skip
        sold = Package.objects.get(id=package).service_id
    assert sold is not None
    with acting(house.relative, now):
        order = orders.place(
            by=house.relative, now=now, service_id=sold, person_id=house.person_id,
            detail={"package_id": str(package)}, request_key="world-package",
        )  # fmt: skip
    return {"package_order": order.id}


def _money(house: House, now: datetime, seen: UUID) -> dict[str, UUID | int]:
    """An invoice of what was done, and some of it given back."""
    with acting(house.desk, now):
        invoice = settlement.issue_invoice(by=house.desk, now=now, order_id=seen)
        (refund, *_) = settlement.refund(
            by=house.desk, now=now, order_id=seen, amount=Money(100), reason=f"{house.word} waited", request_key="world"
        )
    return {"invoice": invoice, "refund": refund}


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(kept, "PNG")
    return kept.getvalue()
