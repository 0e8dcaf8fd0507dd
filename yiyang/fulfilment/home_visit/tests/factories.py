"""The community centre visits at home: its list, its services, Nurse Chen's shifts, and what a visit needs before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit import services as visits
from yiyang.fulfilment.home_visit.models import Assessment, CareRequest, Item
from yiyang.fulfilment.home_visit.services import Entry
from yiyang.ground.access import actions
from yiyang.ground.access.context import acting_as
from yiyang.ground.people import services as people
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.protocol import OrderRow

Looking = Callable[..., AbstractContextManager[Actor]]
GUIFANG = cast.key("guifang")
COMMUNITY = cast.key("community")
HOSPITAL = cast.key("hospital")
CHEN = cast.key("practitioner-chen")
HOME = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 20}
FAR = {"latitude": 30.9051, "longitude": 103.5715, "accuracy": 20}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def in_force(looking_as: Looking, now: datetime) -> None:
    """Sun Li puts the list in force in Sichuan."""
    with looking_as("operator", "office") as operator:
        visits.take_over(by=operator, now=now, province="51")


def service(need: str, item: str, name: str, house: UUID = COMMUNITY, **details: Any) -> Service:
    """A service of the house, undertaken as an item; call it looking through the house's eyes."""
    return Service.objects.create(
        **{
            "organisation_id": house,
            "mode": "home_visit",
            "need": need,
            "name": name,
            "name_en": f"{item} at home",
            "list_price_minor": 12_000,
            "terms": "postpaid",
            "duration_minutes": 60,
            "open_limit": 40,
            **details,
        }
    )


def undertaken(
    looking_as: Looking, now: datetime, need: str, item: str, *, house: UUID = COMMUNITY, fee: int = 0, **details: Any
) -> UUID:
    """A service the house offers at home; its id."""
    with looking_as(Actor.system(house)) as system:
        made = service(need, item, f"上门{item}", house, **details)
        visits.undertake(by=system, now=now, service_id=made.id, item_code=item, travel_fee=Money(fee))
        return made.id


def shifts(looking_as: Looking, now: datetime, days: Iterable[int], who: UUID = CHEN, house: UUID = COMMUNITY) -> None:
    """Nurse Chen works from eight to six on these days from now, Chengdu time (the clock stands at ten)."""
    with looking_as(Actor.system(house)) as system:
        for day in days:
            begins = now + timedelta(days=day, hours=-2)
            people.add_window(
                by=system, now=now, practitioner_id=who, starts_at=begins, ends_at=begins + timedelta(hours=10)
            )


def nurse(looking_as: Looking, now: datetime, name: str, **licence: Any) -> UUID:
    """One more nurse at the community centre, with a licence issued in 2015; the practitioner's id."""
    with looking_as(Actor.system(COMMUNITY)) as system:
        person = people.register_person(by=system, now=now, name=name, birth_on=date(1985, 1, 1))
        made = people.register_practitioner(by=system, now=now, person_id=person.id, name=name, title="主管护师")
        people.employ(by=system, now=now, practitioner_id=made.id, role=actions.NURSE)
        given = {"kind": "nurse", "number": name, "issued_on": date(2015, 1, 1), **licence}
        people.add_licence(by=system, now=now, practitioner_id=made.id, **given)
        return made.id


def assessed(looking_as: Looking, now: datetime, service_id: UUID, *, fit: bool = True) -> None:
    """The home has been looked at, as an older visit left it."""
    with looking_as(Actor.system(COMMUNITY)) as system:
        order = orders.place_emergency(
            by=system, now=now, service_id=service_id, person_id=GUIFANG, detail={}, request_key=uuid4().hex
        )
        orders.start(order_id=order.id, by=system, now=now)
        Assessment.objects.create(
            organisation_id=COMMUNITY,
            person_id=GUIFANG,
            order_id=order.id,
            fit=fit,
            needs="换药",
            assessed_by_id=cast.key("chen"),
            assessed_at=now - timedelta(days=1),
            valid_until=now + timedelta(days=90),
        )
        orders.fail(order_id=order.id, by=system, now=now, reason="factory")


def ordered(looking_as: Looking, now: datetime, item: str = "hn37", times: int = 3) -> UUID:
    """Dr Zhao's order, as it stands in the table; her id."""
    with looking_as(Actor.system(HOSPITAL)):
        return CareRequest.objects.create(
            id=new_id(),
            organisation_id=HOSPITAL,
            person_id=GUIFANG,
            item_code=item,
            item_name="压疮伤口换药",
            item_name_en="Pressure-ulcer dressing",
            instruction="每周两次，银离子敷料",
            reason="骶尾部压疮 II 期",
            ordered_by_id=cast.key("zhao"),
            ordered_by_name="赵文华",
            ordered_at=now,
            valid_until=now + timedelta(days=60),
            visits_max=times,
            request_key=uuid4().hex,
        ).id


def book(by: Actor, now: datetime, service_id: UUID, starts_at: datetime, **asked: Any) -> OrderRow:
    """One visit for Wang Guifang."""
    keys = ("practitioner_id", "backup_id", "request_id", "hospital_order_id", "purpose", "address")
    detail = {"starts_at": starts_at.isoformat(), **{key: str(asked.pop(key)) for key in keys if key in asked}}
    return orders.place(
        **{
            "by": by,
            "now": now,
            "service_id": service_id,
            "person_id": GUIFANG,
            "detail": detail,
            "request_key": uuid4().hex,
            **asked,
        }
    )


def dressing(looking_as: Looking, now: datetime) -> UUID:
    """Everything a dressing change needs, and one booked by Li Min for tomorrow at this hour, with Nurse Chen on duty."""
    in_force(looking_as, now)
    service_id = undertaken(looking_as, now, "dressing-change", "hn37", fee=1_000)
    shifts(looking_as, now, [1, 2])
    assessed(looking_as, now, service_id)
    request_id = ordered(looking_as, now)
    with looking_as("limin") as limin:
        return book(limin, now, service_id, now + timedelta(days=1), request_id=request_id).id


def entry(kind: str, at: datetime, seq: int, key: UUID | None = None, **data: Any) -> Entry:
    """One entry as a device makes it."""
    return Entry(key=key or new_id(), kind=kind, at=at, seq=seq, data=data)


def whole_visit(at: datetime, lines: int, *, medical: bool = True) -> list[Entry]:
    """Everything a visit needs, in order: set out, arrive, tick, measure, write, sign, leave."""
    kept = [entry("set_out", at - timedelta(minutes=15), 1), entry("arrived", at, 2, **HOME)]
    kept += [entry("checked", at + timedelta(minutes=5), 3 + line, line=line) for line in range(lines)]
    if medical:
        kept.append(entry("observed", at + timedelta(minutes=6), 20, code="8867-4", value=76))
        kept.append(entry("noted", at + timedelta(minutes=20), 21, text="创面红润，渗液减少。"))
    kept.append(entry("signed", at + timedelta(minutes=30), 30, name="王桂芳", relation="self", content=PNG))
    kept.append(entry("departed", at + timedelta(minutes=31), 31, **HOME))
    return kept


def committing(now: datetime) -> Looking:
    """`looking_as` for a test that commits: each look is a transaction of its own."""

    @contextmanager
    def look(who: str | Actor, house: str | None = None) -> Iterator[Actor]:
        actor = who if isinstance(who, Actor) else cast.actor(who, house)
        with acting_as(actor, now), transaction.atomic():
            yield actor

    return look


_hours: dict[UUID, int] = {}


def at_the_hospital(by: Actor, now: datetime) -> UUID:
    """A haircut at home by Nurse Chen, who works for the hospital as well; looked at through its manager's eyes."""
    pattern = Item.objects.get(province="00", code="haircut")
    content = {field.attname: getattr(pattern, field.attname) for field in Item._meta.concrete_fields}
    Item.objects.create(**{**content, "id": new_id(), "keeper_id": HOSPITAL, "province": "51"})
    made = service("haircut", "haircut", "上门理发", HOSPITAL, terms="prepaid", duration_minutes=40)
    visits.undertake(by=by, now=now, service_id=made.id, item_code="haircut")
    people.employ(by=by, now=now, practitioner_id=CHEN, role=actions.NURSE)
    for day in (1, 2):
        begins = now + timedelta(days=day)
        people.add_window(by=by, now=now, practitioner_id=CHEN, starts_at=begins, ends_at=begins + timedelta(hours=12))
    _hours[made.id] = 0
    return made.id


def another_hour(service_id: UUID, now: datetime) -> dict[str, Any]:
    """A start that nothing else has."""
    _hours[service_id] += 1
    day, hour = divmod(_hours[service_id], 12)
    return {"starts_at": (now + timedelta(days=1 + day, hours=hour)).isoformat()}


def done_by_chen(order: OrderRow, looking_as: Looking, now: datetime) -> None:
    """Nurse Chen hands in a whole visit."""
    with looking_as("chen", "hospital") as chen:
        assert order.starts_at is not None
        entries = whole_visit(order.starts_at, 2, medical=False)
        visits.hand_in(by=chen, now=order.starts_at + timedelta(hours=1), visit_id=order.id, entries=entries)
